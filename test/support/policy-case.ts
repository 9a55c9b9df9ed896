/** The format of `test/policy-cases/*.json`, and its documents made ready to be asked. */
import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import type { JsonObject, JsonValue } from '../../src/base/index.ts'
import type { AccessRequest, Effect, NamedPolicy, PolicyKind, PolicyLayer, PolicyLayers } from '../../src/policy/index.ts'
import { policyFromText } from '../../src/policy/index.ts'

/** Documents by layer: `trust` and `boundary` have one, the others a list. */
export type CasePolicies = Readonly<Partial<Record<PolicyLayer, JsonObject | readonly JsonObject[]>>>

export interface PolicyCase {
  readonly name: string
  readonly request: AccessRequest
  readonly policies: CasePolicies
  readonly expected: Effect
  readonly refusedBy?: PolicyLayer
  readonly failed?: string
  readonly why: string
  readonly doc: string
  /**
   * There if the case can be asked over HTTP: its principal, its policies, its resource and every key of its context
   * come about by real calls (`policy-case-world.ts` says how).
   */
  readonly http?: {
    /** Texts of request and policies that stand for others over HTTP: services that are not built for one that is. */
    readonly replace?: Readonly<Record<string, string>>
  }
}

const KINDS: Readonly<Record<PolicyLayer, PolicyKind>> = {
  identity: 'identity',
  resource: 'resource',
  trust: 'trust',
  session: 'session',
  boundary: 'boundary',
  scp: 'identity',
  rcp: 'resource',
}

const folder = new URL('../policy-cases/', import.meta.url)

/** By feature of the language. */
export const CASE_FILES = fs.readdirSync(folder).filter((name) => name.endsWith('.json'))

export function casesOf(file: string): readonly PolicyCase[] {
  return JSON.parse(fs.readFileSync(new URL(file, folder), 'utf8')).cases
}

function compiled(name: string, layer: PolicyLayer, document: JsonValue): NamedPolicy {
  const policy = policyFromText(JSON.stringify(document), KINDS[layer])
  assert.ok(policy.ok, `${name}: ${JSON.stringify(policy)}`)
  return { name, policy: policy.value }
}

export function layersOf(policies: CasePolicies): PolicyLayers {
  const layers: Record<string, NamedPolicy | readonly NamedPolicy[]> = {}
  for (const [layer, documents] of Object.entries(policies) as [PolicyLayer, JsonObject | readonly JsonObject[]][]) {
    layers[layer] = Array.isArray(documents)
      ? documents.map((document, index) => compiled(`${layer}-${index}`, layer, document))
      : compiled(layer, layer, documents as JsonObject)
  }
  return layers as PolicyLayers
}
