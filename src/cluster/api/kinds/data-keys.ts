/** What Secrets and ConfigMaps share: their keys, their size, and `immutable`. */
import { deepEqual, type FieldProblem, type KubeObject, problem } from '../../../kube/index.ts'

export const DATA_KEY = /^(?!\.{1,2}$)(?!\.\.)[-._a-zA-Z0-9]{1,253}$/
export const DATA_KEY_RULE =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
export const MAX_DATA_BYTES = 1024 * 1024

/** An object marked `immutable` keeps its data and its mark. */
export function immutableData(object: KubeObject, old: KubeObject, members: readonly string[]): FieldProblem[] {
  if (old['immutable'] !== true) return []
  const changed = members.filter((member) => !deepEqual(object[member] ?? {}, old[member] ?? {}))
  const marks = object['immutable'] === true ? [] : ['immutable']
  return [...marks, ...changed].map((member) => problem.forbidden(member, 'field is immutable when `immutable` is set'))
}
