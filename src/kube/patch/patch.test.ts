import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject, JsonValue } from '../../base/index.ts'
import { applyPatch } from './apply-patch.ts'
import { jsonPatch } from './json-patch.ts'
import { mergePatch } from './merge-patch.ts'
import { strategicMergePatch } from './strategic-merge-patch.ts'

/** RFC 7396, appendix A. */
const MERGES: readonly (readonly [JsonValue, JsonValue, JsonValue])[] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [['a', 'b'], ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
]

for (const [target, patch, expected] of MERGES) {
  test(`merging ${JSON.stringify(patch)} into ${JSON.stringify(target)}`, () => {
    assert.deepEqual(mergePatch(target, patch), expected)
  })
}

test('a patch cannot reach a prototype', () => {
  const patch = JSON.parse('{"__proto__":{"polluted":true}}') as JsonValue
  mergePatch({}, patch)
  jsonPatch({}, [{ op: 'add', path: '/__proto__', value: { polluted: true } }])
  assert.equal(({} as { polluted?: boolean }).polluted, undefined)
})

const OPERATIONS: readonly (readonly [JsonValue, JsonValue[], JsonValue | undefined])[] = [
  [{ a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2, 3] }],
  [{ a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }], { a: [1, 2] }],
  [
    { 'a/b': 1, 'm~n': 2 },
    [
      { op: 'remove', path: '/a~1b' },
      { op: 'test', path: '/m~0n', value: 2 },
    ],
    { 'm~n': 2 },
  ],
  [{ a: { b: 1 } }, [{ op: 'move', from: '/a/b', path: '/c' }], { a: {}, c: 1 }],
  [{ a: 1 }, [{ op: 'copy', from: '/a', path: '/b' }], { a: 1, b: 1 }],
  [{ a: 1 }, [{ op: 'replace', path: '', value: 7 }], 7],
  [{ a: 1 }, [{ op: 'test', path: '/a', value: 2 }], undefined],
  [{ a: 1 }, [{ op: 'replace', path: '/b', value: 2 }], undefined],
  [{ a: 1 }, [{ op: 'remove', path: '/b' }], undefined],
  [{ a: [1] }, [{ op: 'add', path: '/a/3', value: 2 }], undefined],
  [{ a: [1] }, [{ op: 'add', path: '/a/01', value: 2 }], undefined],
  [{ a: 1 }, [{ op: 'add', path: 'a', value: 2 }], undefined],
  [{ a: {} }, [{ op: 'move', from: '/a', path: '/a/b' }], undefined],
  [{ a: 1 }, [{ op: 'jump', path: '/a' }], undefined],
]

for (const [document, operations, expected] of OPERATIONS) {
  test(`JSON patch ${JSON.stringify(operations)} ${expected === undefined ? 'is refused' : 'applies'}`, () => {
    const before = structuredClone(document)
    const patched = jsonPatch(document, operations)
    assert.equal(patched.ok, expected !== undefined)
    if (patched.ok) assert.deepEqual(patched.value, expected)
    assert.deepEqual(document, before)
  })
}

const pod = (containers: JsonValue[], more: JsonObject = {}): JsonObject => ({ spec: { containers, ...more } })
const names = (document: JsonObject) => ((document['spec'] as JsonObject)['containers'] as JsonObject[]).map(({ name }) => name)

function strategic(current: JsonObject, patch: JsonObject, type = 'V1Pod'): JsonObject {
  const merged = strategicMergePatch(type, current, patch)
  assert.ok(merged.ok, merged.ok ? '' : merged.problem)
  return merged.value
}

test('containers merge by name, their ports by number, their arguments are replaced', () => {
  const current = pod([{ name: 'a', image: 'x', args: ['1', '2'], ports: [{ containerPort: 80 }] }])
  const merged = strategic(current, pod([{ name: 'a', args: ['3'], ports: [{ containerPort: 81 }] }]))
  assert.deepEqual(merged, pod([{ name: 'a', image: 'x', args: ['3'], ports: [{ containerPort: 81 }, { containerPort: 80 }] }]))
})

test('a new item without an order goes first; with one, where the order has it', () => {
  const current = pod([{ name: 'a' }, { name: 'b' }])
  assert.deepEqual(names(strategic(current, pod([{ name: 'c' }]))), ['c', 'a', 'b'])
  const ordered = pod([{ name: 'c' }], { '$setElementOrder/containers': [{ name: 'a' }, { name: 'b' }, { name: 'c' }] })
  assert.deepEqual(names(strategic(current, ordered)).sort(), ['a', 'b', 'c'])
})

test('an order alone sorts what stands', () => {
  const order = { spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] } }
  assert.deepEqual(names(strategic(pod([{ name: 'a' }, { name: 'b' }]), order)), ['b', 'a'])
})

test('$patch deletes an item, or replaces a list or an object', () => {
  const current = pod([{ name: 'a', image: 'x' }, { name: 'b' }])
  assert.deepEqual(names(strategic(current, pod([{ name: 'a', $patch: 'delete' }]))), ['b'])
  assert.deepEqual(names(strategic(current, pod([{ $patch: 'replace' }, { name: 'z' }]))), ['z'])
  assert.deepEqual(strategic({ metadata: { labels: { a: '1' } } }, { metadata: { labels: { $patch: 'replace', b: '2' } } }), {
    metadata: { labels: { b: '2' } },
  })
})

test('$retainKeys drops what the new strategy does not have', () => {
  const current = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } }
  const patch = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } }
  assert.deepEqual(strategic(current, patch, 'V1Deployment'), { spec: { strategy: { type: 'Recreate' } } })
})

test('finalizers are a set that can be taken from', () => {
  const current = { metadata: { finalizers: ['a', 'b'] } }
  const patch = { metadata: { finalizers: ['c'], '$deleteFromPrimitiveList/finalizers': ['a'] } }
  const merged = strategic(current, patch)['metadata'] as JsonObject
  assert.deepEqual([...(merged['finalizers'] as string[])].sort(), ['b', 'c'])
})

test('an item without its key is refused in the words of the API server', () => {
  assert.deepEqual(strategicMergePatch('V1Pod', pod([{ name: 'a' }]), pod([{ image: 'zz' }])), {
    ok: false,
    problem: 'map: map[image:zz] does not contain declared merge key: name',
  })
})

test('server-side apply tells ports apart by number and protocol, and replaces selectors whole', () => {
  const current = pod([{ name: 'a', ports: [{ containerPort: 53, protocol: 'UDP' }] }], { nodeSelector: { a: '1' } })
  const applied = applyPatch('V1Pod', current, pod([{ name: 'a', ports: [{ containerPort: 53 }] }], { nodeSelector: { b: '2' } }))
  assert.deepEqual(
    applied,
    pod([{ name: 'a', ports: [{ containerPort: 53, protocol: 'UDP' }, { containerPort: 53 }] }], { nodeSelector: { b: '2' } }),
  )
})
