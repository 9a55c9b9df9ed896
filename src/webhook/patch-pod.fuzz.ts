import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject, JsonValue } from '../base/index.ts'
import { jsonPatch } from '../kube/index.ts'
import { patchPod } from './patch-pod.ts'
import { settingsOf } from './service-account-settings.ts'
import { skippedContainers } from './skip-containers.ts'
import { DEFAULT_WEBHOOK_CONFIG } from './webhook-config.ts'

const ENV_NAMES = [
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_STS_REGIONAL_ENDPOINTS',
  'OTHER',
]
const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const mountPath = fc.constantFrom('/data', DEFAULT_WEBHOOK_CONFIG.mountPath, `${DEFAULT_WEBHOOK_CONFIG.mountPath}/`)
const container = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  env: maybe(
    fc.uniqueArray(fc.record({ name: fc.constantFrom(...ENV_NAMES), value: fc.string() }), { selector: (each) => each.name }),
  ),
  volumeMounts: maybe(fc.array(fc.record({ name: fc.constantFrom('data', 'aws-iam-token'), mountPath }))),
  unknown: json,
})
const pod = fc
  .record({
    metadata: fc.record({ annotations: fc.dictionary(fc.constantFrom('eks.amazonaws.com/skip-containers', 'x'), fc.string()) }),
    spec: fc.record({
      volumes: maybe(fc.array(fc.record({ name: fc.constantFrom('data', 'aws-iam-token') }))),
      containers: fc.array(container, { maxLength: 3 }),
      initContainers: maybe(fc.array(container, { maxLength: 2 })),
      unknown: json,
    }),
  })
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject)
const config = fc.record({ regionalSts: fc.boolean(), defaultRegion: fc.constantFrom('', 'eu-west-1') })
const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/r' }

function patched(input: JsonValue, overrides: { regionalSts: boolean; defaultRegion: string }) {
  const full = { ...DEFAULT_WEBHOOK_CONFIG, ...overrides }
  return patchPod(input, settingsOf(annotations, full)!, full)
}

function applied(input: JsonValue, overrides: { regionalSts: boolean; defaultRegion: string }): JsonObject {
  const patch = patched(input, overrides)
  assert.ok(patch.ok)
  const result = jsonPatch(input, [...patch.value.operations])
  assert.ok(result.ok)
  return result.value as JsonObject
}

test('a patched pod, patched again, stays as it is', () => {
  fc.assert(
    fc.property(pod, config, (input, overrides) => {
      const again = patched(applied(input, overrides), overrides)
      assert.deepEqual(again.ok && again.value.operations, [])
    }),
    { numRuns: 300 },
  )
})

test('what is not ours survives: taking our additions away gives the pod back', () => {
  fc.assert(
    fc.property(pod, config, (input, overrides) => {
      const after = applied(input, overrides)
      assert.deepEqual(without(after, input), input)
    }),
    { numRuns: 300 },
  )
})

test('any JSON is patched or refused, never thrown at', () => {
  const odd = fc.record(
    {
      metadata: json,
      spec: fc.oneof(
        json,
        fc.record({ containers: json, volumes: json, os: json, initContainers: fc.array(json) }, { requiredKeys: [] }),
      ),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.oneof(json, odd as fc.Arbitrary<JsonValue>), (input) => {
      const patch = patched(input, { regionalSts: true, defaultRegion: 'x' })
      if (patch.ok) assert.ok(Array.isArray(patch.value.operations))
    }),
    { numRuns: 500 },
  )
})

test('any annotation names containers or none', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ') }), (text) => {
      assert.ok(skippedContainers(text).every((name) => typeof name === 'string'))
    }),
  )
  const name = fc.string({ unit: fc.constantFrom('a', ',', '"', ' ') })
  fc.assert(
    fc.property(fc.array(name, { minLength: 2 }), (names) => {
      const csv = names.map((each) => `"${each.replaceAll('"', '""')}"`).join(',')
      assert.deepEqual(skippedContainers(csv), names)
    }),
  )
})

/** The patched pod, cut back to the lengths of the lists that the original had. */
function without(after: JsonObject, before: JsonObject): JsonObject {
  const spec = after['spec'] as Record<string, JsonObject[] | undefined>
  const old = before['spec'] as Record<string, JsonObject[] | undefined>
  const { volumes, ...rest } = spec
  const added = (volumes?.length ?? 0) - (old['volumes']?.length ?? 0)
  const cut = (list: JsonObject[] | undefined, original: JsonObject[] | undefined) =>
    list?.map((each, index) => {
      const { env, volumeMounts, ...others } = each
      const was = original?.[index] ?? {}
      const keep = (value: JsonValue | undefined, name: string) =>
        was[name] === undefined ? {} : { [name]: (value as JsonValue[]).slice(0, (was[name] as JsonValue[]).length) }
      return { ...others, ...keep(env, 'env'), ...keep(volumeMounts, 'volumeMounts') }
    })
  return {
    ...after,
    spec: {
      ...rest,
      ...(old['volumes'] === undefined ? {} : { volumes: volumes!.slice(added) }),
      containers: cut(spec['containers'], old['containers'])!,
      ...(old['initContainers'] === undefined ? {} : { initContainers: cut(spec['initContainers'], old['initContainers'])! }),
    },
  } as JsonObject
}
