/**
 * What the API server needs to know about a kind it serves. One file per kind in `kinds/` makes such a value;
 * everything else (REST, discovery, tables, OpenAPI) reads it.
 */
import type { Clock, JsonValue, Random } from '../../base/index.ts'
import type { FieldProblem, Kind, KubeObject } from '../../kube/index.ts'

export interface Column {
  readonly name: string
  readonly type: 'string' | 'integer'
  readonly format?: 'name'
  /** 1: only with `-o wide`. */
  readonly priority: 0 | 1
}

export interface Subresource {
  readonly name: string
  readonly verbs: readonly string[]
  /** The kind of its body, where it is not the resource's own. */
  readonly kind?: { readonly group: string; readonly version: string; readonly kind: string }
}

/** What defaulting of a new object may look at. */
export interface CreateEnvironment {
  readonly clock: Clock
  readonly random: Random
  listAll(kind: Kind): Promise<readonly KubeObject[]>
}

export interface ApiResource {
  readonly kind: Kind
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  /** Its name in the table of known fields, such as `V1Pod`. */
  readonly typeName: string
  readonly subresources: readonly Subresource[]
  /** `status` is written only through the subresource. */
  readonly hasStatus: boolean
  /** `metadata.generation` counts changes of `spec`. */
  readonly hasGeneration: boolean
  /** `undefined`, or why the name cannot be. */
  checkName(name: string): string | undefined
  /** Fills in what the API says an absent field means. Must change nothing when run twice. */
  applyDefaults(object: KubeObject): void
  /** After admission, before validation: what only a new object gets (its status, addresses). */
  prepareCreate(object: KubeObject, environment: CreateEnvironment): Promise<void>
  /** Before validation of a change: fields that the server owns. */
  prepareUpdate(object: KubeObject, old: KubeObject): void
  validate(object: KubeObject): readonly FieldProblem[]
  validateUpdate(object: KubeObject, old: KubeObject): readonly FieldProblem[]
  /** Besides `metadata.name` and `metadata.namespace`. Its keys are the supported ones. */
  selectableFields(object: KubeObject): Readonly<Record<string, string>>
  readonly columns: readonly Column[]
  /** One value per column. @param now milliseconds since the epoch */
  cells(object: KubeObject, now: number): readonly JsonValue[]
}

const STATUS: Subresource = { name: 'status', verbs: ['get', 'patch', 'update'] }

type Given = Pick<ApiResource, 'kind' | 'singular' | 'typeName' | 'columns' | 'cells' | 'checkName'> & Partial<ApiResource>

/** A resource with what most kinds have in common. */
export function apiResource(given: Given): ApiResource {
  const hasStatus = given.hasStatus ?? false
  return {
    shortNames: [],
    categories: [],
    hasStatus,
    hasGeneration: false,
    applyDefaults: () => {},
    prepareCreate: async () => {},
    prepareUpdate: () => {},
    validate: () => [],
    validateUpdate: () => [],
    selectableFields: () => ({}),
    ...given,
    subresources: [...(hasStatus ? [STATUS] : []), ...(given.subresources ?? [])],
  }
}
