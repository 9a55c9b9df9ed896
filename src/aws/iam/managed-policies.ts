/**
 * The policies that AWS itself manages (`arn:aws:iam::aws:policy/...`), as handed in: data, not code.
 * They are large and most programs never need them, so they are loaded when the first of them is named.
 * Source of the data: see `data/README.md`.
 */
import type { JsonValue } from '../../base/index.ts'
import { isJsonObject } from '../../base/index.ts'
import { type KeptPolicy, keptPolicy } from './policy-text.ts'

export interface ManagedPolicyRecord {
  /** In the partition `aws`. */
  readonly arn: string
  readonly name: string
  readonly path: string
  /** The default version, such as `v3`. */
  readonly version: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly updatedAt: number
  readonly document: JsonValue
}

export interface ManagedPolicy extends Omit<ManagedPolicyRecord, 'document'> {
  readonly policy: KeptPolicy
}

export interface ManagedPolicies {
  /** True for an ARN of AWS's own, whether or not there is such a policy. */
  owns(arn: string): boolean
  /** Answers from memory: `undefined` as well before `load` has resolved. */
  find(arn: string): ManagedPolicy | undefined
  all(): Iterable<ManagedPolicy>
  readonly loaded: boolean
  /** Resolves when `find` answers; cheap once it has. */
  load(): Promise<void>
}

/** `records` is asked once, and again only if it failed. */
export function createManagedPolicies(
  partition: string,
  records: () => Promise<readonly ManagedPolicyRecord[]>,
): ManagedPolicies {
  const prefix = `arn:${partition}:iam::aws:policy/`
  const policies = new Map<string, ManagedPolicy>()
  let loading: Promise<void> | undefined
  let loaded = false

  const fill = async (): Promise<void> => {
    for (const { document, ...record } of await records()) {
      const arn = prefix + record.arn.slice(record.arn.indexOf('policy/') + 'policy/'.length)
      policies.set(arn, { ...record, arn, policy: keptDocument(arn, document) })
    }
    loaded = true
  }
  return {
    owns: (arn) => arn.startsWith(prefix),
    find: (arn) => policies.get(arn),
    all: () => policies.values(),
    get loaded() {
      return loaded
    },
    load() {
      loading ??= fill().catch((cause: unknown) => {
        loading = undefined
        throw cause
      })
      return loading
    },
  }
}

/** 1,485 documents are not turned into text before somebody asks for one. */
function keptDocument(arn: string, document: JsonValue): KeptPolicy {
  let kept: KeptPolicy | undefined
  const get = (): KeptPolicy => {
    kept ??= keptPolicy(arn, JSON.stringify(document), 'identity')
    return kept
  }
  return {
    name: arn,
    get text() {
      return get().text
    },
    get policy() {
      return get().policy
    },
  }
}

/** Reads the records out of the parsed `data/aws-managed-policies.json.gz`: an object by ARN. */
export function managedPolicyRecords(data: JsonValue): readonly ManagedPolicyRecord[] {
  if (!isJsonObject(data)) throw new Error('the AWS managed policies must be an object by ARN')
  return Object.entries(data).map(([arn, entry]) => {
    if (!isJsonObject(entry)) throw new Error(`the AWS managed policy ${arn} must be an object`)
    return {
      arn,
      name: String(entry['name']),
      path: String(entry['path']),
      version: String(entry['version']),
      createdAt: Date.parse(String(entry['created'])),
      updatedAt: Date.parse(String(entry['updated'])),
      document: entry['document'] ?? null,
    }
  })
}
