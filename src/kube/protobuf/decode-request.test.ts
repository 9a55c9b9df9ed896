import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fieldsOf } from '../schema/field-type.ts'
import { decodeProtobufRequest } from './decode-request.ts'
import { FIELD_NUMBERS } from './field-numbers.ts'

/** A field of wire type 2. */
function field(number: number, content: Uint8Array | string): Uint8Array {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  assert.ok(bytes.length < 128)
  const tag = (number << 3) | 2
  return Buffer.concat([
    tag < 128 ? Uint8Array.of(tag) : Uint8Array.of((tag & 127) | 128, tag >> 7),
    Uint8Array.of(bytes.length),
    bytes,
  ])
}

function varint(number: number, value: number): Uint8Array {
  return Uint8Array.of(number << 3, value)
}

function request(kind: string, ...fields: Uint8Array[]): Uint8Array {
  const meta = Buffer.concat([field(1, 'v1'), field(2, kind)])
  return Buffer.concat([Buffer.from('k8s\0'), field(1, meta), field(2, Buffer.concat(fields))])
}

test('zeros that Go always writes are absent, zeros of pointers count', () => {
  const metadata = field(1, Buffer.concat([field(1, 'a'), field(2, ''), field(8, new Uint8Array())]))
  assert.deepEqual(decodeProtobufRequest(request('ServiceAccount', metadata, varint(4, 0))), {
    ok: true,
    value: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'a' }, automountServiceAccountToken: false },
  })
})

test('maps, bytes and inlined messages come out as JSON has them', () => {
  const data = field(2, Buffer.concat([field(1, 'key'), field(2, 'value')]))
  const secret = decodeProtobufRequest(request('Secret', data))
  assert.deepEqual(secret.ok && secret.value['data'], { key: 'dmFsdWU=' })

  const source = field(2, field(6, field(1, 'my-secret')))
  const volume = field(1, Buffer.concat([field(1, 'v'), source]))
  const pod = decodeProtobufRequest(request('Pod', field(2, volume)))
  assert.deepEqual(pod.ok && pod.value['spec'], { volumes: [{ name: 'v', secret: { secretName: 'my-secret' } }] })
})

test('a field that is not in the table is refused by its number', () => {
  const affinity = field(2, field(18, new Uint8Array()))
  const refused = decodeProtobufRequest(request('Pod', affinity))
  assert.deepEqual(refused, { ok: false, problem: 'field 18 of V1PodSpec is not known to this server; send JSON' })
})

test('kinds that are not served, and bodies that are no envelope, are refused', () => {
  assert.equal(decodeProtobufRequest(request('Job')).ok, false)
  assert.equal(decodeProtobufRequest(Buffer.from('{}')).ok, false)
})

test('every numbered field is a field of its type', () => {
  for (const [type, text] of Object.entries(FIELD_NUMBERS)) {
    const known = fieldsOf(type)
    if (known === undefined) continue
    for (const token of text.split(' ').filter((each) => !each.startsWith('>'))) {
      assert.ok(known.has(token.split('=')[0]!), `${type}.${token}`)
    }
  }
})
