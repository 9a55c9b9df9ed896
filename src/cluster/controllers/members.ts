/** The times that the API server writes: RFC 3339, whole seconds; reading other members is `kube`'s. */
import { stringIn } from '../../kube/index.ts'

export { numberIn, objectIn, objectsIn, stringIn } from '../../kube/index.ts'

export function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}

/** Milliseconds since 1970; `undefined` for what is not a time. */
export function timeIn(holder: unknown, name: string): number | undefined {
  const parsed = Date.parse(stringIn(holder, name))
  return Number.isNaN(parsed) ? undefined : parsed
}
