/**
 * How many subjects a value of `sub` lets in: `system:serviceaccount:NAMESPACE:NAME`, with or without wildcards.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens
 */
import { matchesWildcards } from '../../policy/index.ts'
import type { ClaimCondition } from './web-identity-grant.ts'
import { SERVICE_ACCOUNT } from './web-identity-grant.ts'

/** From narrow to wide; `other` is no subject of a service account. */
export type Breadth = 'exact' | 'prefix' | 'namespace' | 'namespaces' | 'everyone' | 'other'

/** Names that nobody would write into a policy: what fits both fits everything. */
const STRANGERS = [`${SERVICE_ACCOUNT}qx7-irsa:zk9-irsa`, `${SERVICE_ACCOUNT}m4v.irsa:w2p.irsa`]

/** @param wildcards the operator understands `*` and `?` */
export function subjectBreadth(value: string, wildcards: boolean): Breadth {
  const star = wildcards ? value.search(/[*?]/) : -1
  if (star < 0) return value.startsWith(SERVICE_ACCOUNT) ? 'exact' : 'other'
  if (STRANGERS.every((stranger) => matchesWildcards(value, stranger))) return 'everyone'
  const head = value.slice(0, star)
  if (!head.startsWith(SERVICE_ACCOUNT)) return SERVICE_ACCOUNT.startsWith(head) ? 'namespaces' : 'other'
  const colon = value.indexOf(':', SERVICE_ACCOUNT.length)
  if (colon < 0 || star < colon) return 'namespaces'
  return /^\*+$/.test(value.slice(colon + 1)) ? 'namespace' : 'prefix'
}

export interface SubjectValue {
  readonly text: string
  readonly path: string
  readonly breadth: Breadth
}

/** The values of a condition on `sub`, each with its breadth. */
export function subjectValues({ clause }: ClaimCondition): readonly SubjectValue[] {
  const wildcards = clause.operator === 'StringLike'
  return clause.values.map(({ text, path }) => ({ text, path, breadth: subjectBreadth(text, wildcards) }))
}

/** Could be the subject of a service account: of the right form, wildcards standing for what they may. */
export function isSubjectForm(value: string): boolean {
  const star = value.search(/[*?]/)
  if (star < 0) return /^system:serviceaccount:[^:/\s]+:[^:/\s]+$/.test(value)
  const head = value.slice(0, star)
  const fits = head.length < SERVICE_ACCOUNT.length ? SERVICE_ACCOUNT.startsWith(head) : head.startsWith(SERVICE_ACCOUNT)
  return fits && !/[/\s]/.test(value) && value.split(':').length <= 4
}
