/** Conditions of a status: https://kubernetes.io/docs/reference/kubernetes-api/ (Condition), set without needless change. */
import type { JsonObject } from '../../base/index.ts'

/** The list with one condition put in the place of its type. */
export function withCondition(conditions: readonly JsonObject[], condition: JsonObject): JsonObject[] {
  return [...conditions.filter(({ type }) => type !== condition['type']), condition]
}

export function withoutCondition(conditions: readonly JsonObject[], type: string): JsonObject[] {
  return conditions.filter((condition) => condition['type'] !== type)
}

/** Of a status that has not changed, the transition keeps its time. */
export function transitionTime(before: JsonObject | undefined, status: string, now: string): string {
  const kept = before?.['status'] === status ? before['lastTransitionTime'] : undefined
  return typeof kept === 'string' ? kept : now
}
