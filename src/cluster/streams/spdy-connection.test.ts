import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, deflateSync } from 'node:zlib'
import { LIMITS } from '../../base/index.ts'
import { bytePipe, textOf } from './fakes/byte-pipe.ts'
import { spdyClient } from './fakes/spdy-client.ts'
import { acceptSpdy } from './spdy-connection.ts'
import { controlFrame, dataFrame, FIN, FRAME, MAX_FRAME_BYTES, uint32 } from './spdy-frames.ts'
import { SPDY_DICTIONARY } from './spdy-headers.ts'

const UNKNOWN_TYPE = 11
const SETTINGS = 4

/** A connection whose streams are all read, and echoed. */
function echoing() {
  const [far, near] = bytePipe()
  const connection = acceptSpdy(far)
  const headers: Record<string, string>[] = []
  const served = (async () => {
    for await (const stream of connection.streams) {
      headers.push(stream.headers)
      void (async () => {
        for await (const bytes of stream.incoming) await stream.write(bytes)
        stream.end()
      })()
    }
  })()
  return { far, near, headers, served, client: spdyClient(near) }
}

test('streams echo what they get, apart, and end when the client ends them', async () => {
  const { client, headers, served } = echoing()
  const [one, two] = [await client.open({ Name: 'one' }), await client.open({ name: 'two', 'x-y': 'ä' })]
  await Promise.all([one.accepted, two.accepted])
  await one.write('first ')
  await two.write('second')
  await one.write('third')
  await Promise.all([one.end(), two.end()])
  assert.equal(await textOf(one.incoming), 'first third')
  assert.equal(await textOf(two.incoming), 'second')
  assert.deepEqual(headers, [{ name: 'one' }, { name: 'two', 'x-y': 'ä' }])
  await client.goAway()
  await served
})

test('a stream that is opened with its end carries nothing more', async () => {
  const { client } = echoing()
  const stream = await client.open({ a: 'b' }, FIN)
  await stream.write('too late')
  assert.equal(await textOf(stream.incoming), '')
})

test('pings come back as they were, and windows are granted for what came', async () => {
  const { client } = echoing()
  await client.ping(0xfffffff7)
  const stream = await client.open({ a: 'b' })
  await stream.write('12345')
  await stream.end()
  await textOf(stream.incoming)
  assert.deepEqual(client.control, [
    { type: FRAME.ping, payload: uint32(0xfffffff7) },
    { type: FRAME.windowUpdate, payload: uint32(stream.id, 5) },
  ])
})

test('frames of other types, and data for no stream, are skipped', async () => {
  const { client } = echoing()
  await client.sendRaw(controlFrame(UNKNOWN_TYPE, Buffer.from('whatever')))
  await client.sendRaw(controlFrame(SETTINGS, uint32(0)))
  await client.sendRaw(controlFrame(FRAME.windowUpdate, uint32(1, 1)))
  await client.sendRaw(controlFrame(FRAME.rstStream, uint32(99, 1)))
  await client.sendRaw(dataFrame(77, Buffer.from('for nobody'), FIN))
  const stream = await client.open({ a: 'b' })
  await stream.write('still here')
  await stream.end()
  assert.equal(await textOf(stream.incoming), 'still here')
})

function synStream(id: number, block: Uint8Array): Uint8Array {
  return controlFrame(FRAME.synStream, Buffer.concat([uint32(id, 0), Buffer.alloc(2), block]))
}

function compressed(plain: Uint8Array, finishFlush: number = constants.Z_SYNC_FLUSH): Uint8Array {
  return deflateSync(plain, { dictionary: SPDY_DICTIONARY, finishFlush })
}

const tooLong = Buffer.from(controlFrame(FRAME.ping, new Uint8Array(0)))
tooLong.writeUInt32BE(MAX_FRAME_BYTES + 1, 4)
const otherVersion = Buffer.from(controlFrame(FRAME.ping, uint32(1)))
otherVersion.writeUInt16BE(0x8002, 0)
const emptyBlock = compressed(uint32(0), constants.Z_FINISH)

const HOSTILE: [string, Uint8Array][] = [
  ['a frame that says it is too large', tooLong],
  ['a frame of another version', otherVersion],
  ['a header block that is no zlib', synStream(1, Buffer.from('garbage garbage garbage'))],
  ['a header block of another dictionary', synStream(1, deflateSync(uint32(0), { dictionary: Buffer.from('another') }))],
  ['an empty header block', synStream(1, new Uint8Array(0))],
  ['a header block that promises more pairs than it has', synStream(1, compressed(uint32(0xffffffff)))],
  ['a header that is longer than its block', synStream(1, compressed(uint32(1, 0x7fffffff)))],
  ['a header block that grows to many megabytes', synStream(1, compressed(Buffer.alloc(64 * 1024 * 1024)))],
  ['header blocks after the end of their compression', Buffer.concat([synStream(1, emptyBlock), synStream(3, emptyBlock)])],
  ['stream ids that go back', Buffer.concat([synStream(3, compressed(uint32(0))), synStream(1, Buffer.alloc(0))])],
  ['an even stream id', synStream(2, compressed(uint32(0)))],
  ['a reply to nothing', controlFrame(FRAME.synReply, uint32(1))],
  ['a stream without its id', controlFrame(FRAME.synStream, Buffer.alloc(3))],
  ['a reset without its stream', controlFrame(FRAME.rstStream, Buffer.alloc(0))],
  ['a ping without its id', controlFrame(FRAME.ping, Buffer.of(1))],
  ['headers that are garbage', controlFrame(FRAME.headers, Buffer.concat([uint32(1), Buffer.from('garbage')]))],
]

for (const [what, bytes] of HOSTILE) {
  test(`${what}: that connection ends, another goes on`, { timeout: 5_000 }, async () => {
    const [hostile, honest] = [echoing(), echoing()]
    await hostile.client.sendRaw(bytes)
    await hostile.served
    assert.equal(hostile.far.isDestroyed(), true)
    const stream = await honest.client.open({ a: 'b' })
    await stream.write('fine')
    await stream.end()
    assert.equal(await textOf(stream.incoming), 'fine')
  })
}

test('more open streams than the limit end the connection; as many as the limit do not', async () => {
  const { client, far, served } = echoing()
  for (let count = 0; count < LIMITS.kube.streamsPerConnection; count++) await (await client.open({})).accepted
  assert.equal(far.isDestroyed(), false)
  await client.open({})
  await served
  assert.equal(far.isDestroyed(), true)
})

test('a frame that is cut off ends with the connection, quietly', async () => {
  const { client, near, served } = echoing()
  await client.sendRaw(dataFrame(1, Buffer.alloc(100)).subarray(0, 50))
  near.end()
  await served
})

test('a client that asks and never listens is read no further', { timeout: 5_000 }, async () => {
  const [far, near] = bytePipe()
  let taken = 0
  let sent = 0
  const stalled = { ...far, write: () => new Promise<never>(() => {}) }
  const counted = {
    ...stalled,
    incoming: (async function* () {
      for await (const chunk of far.incoming) {
        taken += chunk.length
        yield chunk
      }
    })(),
  }
  const connection = acceptSpdy(counted)
  void connection
  const ping = controlFrame(FRAME.ping, uint32(1))
  for (let count = 0; count < 10_000; count++) {
    void near.write(ping)
    sent += ping.length
  }
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
  assert.ok(taken < sent / 10, `${taken} of ${sent} bytes`)
})
