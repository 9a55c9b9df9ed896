/**
 * What is wrong with one Allow statement of a trust policy, for one token: the failure modes of the catalogue's family
 * TP, each with the edit that mends it.
 */
import type { FailureId } from '../../base/index.ts'
import type { ConditionClause } from '../language/document.ts'
import { matchesWildcards } from '../matches-wildcards.ts'
import type { RequestContext } from '../request.ts'
import type { ConditionEdit } from './condition-edits.ts'
import { differsAt, likeness, nearest } from './difference.ts'
import { claimOf, readProviderKey } from './provider-key.ts'

export interface Fault {
  readonly failed: FailureId
  readonly text: string
  /** Absent where no edit of this clause is sure to be what its author wants. */
  readonly edit?: ConditionEdit
}

/** The claims of an OIDC token that STS makes condition keys of. */
const CLAIMS = ['sub', 'aud', 'amr', 'oaud']
const SERVICE_ACCOUNT = 'system:serviceaccount:'

export interface TokenSide {
  /** URL of the provider without scheme, as the request's keys start. */
  readonly provider: string
  readonly context: RequestContext
  /** All conditions of the statement, met or not. */
  readonly conditions: readonly ConditionClause[]
}

/** Why the condition was not met. */
export function conditionFault(clause: ConditionClause, side: TokenSide): Fault | undefined {
  const key = readProviderKey(clause.lookup)
  if (key === undefined) return undefined
  if (key.provider !== side.provider.toLowerCase()) return foreignKey(clause, key.claim, key.provider, side)
  const value = claimOf(side.provider, key.claim, side.context)
  if (value === undefined) {
    return CLAIMS.includes(key.claim)
      ? undefined
      : { failed: 'TP19', text: `STS makes no condition key of the claim ${key.claim}: only sub, aud and amr exist` }
  }
  if (clause.operator !== 'StringEquals' && clause.operator !== 'StringLike') return undefined
  return unlisted(clause, key.claim, side) ?? swapped(clause, key.claim, value, side) ?? wrongValue(clause, key.claim, value)
}

/** ForAllValues: one of several values of the token (its methods of authentication) is not in the policy's list. */
function unlisted(clause: ConditionClause, claim: string, side: TokenSide): Fault | undefined {
  const values = side.context[`${side.provider}:${claim}`.toLowerCase()]
  if (clause.set !== 'ForAllValues' || values === undefined || typeof values === 'string') return undefined
  const strange = values.filter((value) => !clause.values.some(({ text }) => fits(clause, text, value)))
  const [value, ...more] = strange
  if (value === undefined) return undefined
  const text = `the token's ${claim} holds ${strange.map((each) => `"${each}"`).join(', ')}, which the policy does not list`
  return { failed: 'TP20', text, ...(more.length === 0 ? { edit: { clause, value, joins: true } } : {}) }
}

/** The key belongs to another provider, or is spelled so that it can belong to none. */
function foreignKey(clause: ConditionClause, claim: string, provider: string, side: TokenSide): Fault {
  const key = `${side.provider}:${claim}`
  const edit: ConditionEdit = { clause, key, ...fittingValue(clause, claim, side) }
  if (/^https?:\/\//.test(provider)) {
    return { failed: 'TP06', text: `the condition key starts with the scheme; it is ${key}`, edit }
  }
  const providers = new Set(side.conditions.map(({ lookup }) => readProviderKey(lookup)?.provider).filter(Boolean))
  if (providers.size > 1) {
    const text = `conditions on ${providers.size} providers stand in one statement and must all hold; give each its own statement`
    return { failed: 'TP18', text }
  }
  return { failed: 'TP07', text: `the condition key names the provider ${provider}, the token's is ${side.provider}`, edit }
}

/** Keeps the values of a renamed key if one of them fits the token, else puts the token's own there. */
function fittingValue(clause: ConditionClause, claim: string, side: TokenSide): { value?: string } {
  const value = claimOf(side.provider, claim, side.context)
  if (value === undefined || clause.values.some(({ text }) => fits(clause, text, value))) return {}
  return { value }
}

function fits(clause: ConditionClause, text: string, value: string): boolean {
  return clause.operator === 'StringLike' ? matchesWildcards(text, value) : text === value
}

/** TP01: the subject stands where the audience belongs, or the other way round. */
function swapped(clause: ConditionClause, claim: string, value: string, side: TokenSide): Fault | undefined {
  const holdsSubject = clause.values.some(({ text }) => text.startsWith(SERVICE_ACCOUNT))
  const audience = claimOf(side.provider, 'aud', side.context)
  const holdsAudience = clause.values.some(({ text }) => text === audience || /^sts\.amazonaws\.com(?:\.cn)?$/.test(text))
  if (!(claim === 'aud' && holdsSubject) && !(claim === 'sub' && holdsAudience)) return undefined
  const subject = `${side.provider}:sub`
  // Only to put the audience there would leave a statement that asks for no subject: any pod's.
  if (claim === 'aud' && !side.conditions.some(({ lookup }) => lookup === subject.toLowerCase())) {
    const edit: ConditionEdit = { clause, key: subject, ...fittingValue(clause, 'sub', side) }
    return { failed: 'TP01', text: `the subject stands under ${side.provider}:aud; it belongs under ${subject}`, edit }
  }
  const text = `the values of ${subject} and ${side.provider}:aud are swapped`
  return { failed: 'TP01', text, edit: { clause, value } }
}

const SUBJECT_FORM = /^system:serviceaccount:[^:/]+:[^:/]+$/

function wrongValue(clause: ConditionClause, claim: string, value: string): Fault {
  const literal = clause.operator === 'StringEquals'
  const pattern = literal && clause.values.find(({ text }) => /[*?]/.test(text) && matchesWildcards(text, value))
  if (pattern) {
    const text = `"${pattern.text}" has a wildcard, which ${clause.spelled} takes literally; StringLike understands it`
    return { failed: 'TP02', text, edit: { clause, operator: clause.spelled.replace(/StringEquals/i, 'StringLike') } }
  }
  const closest = nearest(clause.values, value)?.text ?? ''
  const edit: ConditionEdit = { clause, value }
  if (closest.toLowerCase() === value.toLowerCase()) {
    return {
      failed: 'TP05',
      text: `"${closest}" differs from the token's ${claim} only in case; values are case-sensitive`,
      edit,
    }
  }
  if (closest.trim() === value) return { failed: 'TP15', text: `"${closest}" has white space at an end`, edit }
  if (claim !== 'sub') return { failed: 'TP20', text: `the token's ${claim} is "${value}", the policy wants "${closest}"`, edit }
  if (
    value.startsWith(SERVICE_ACCOUNT) &&
    !SUBJECT_FORM.test(closest) &&
    !(/[*?]/.test(closest) && closest.startsWith(SERVICE_ACCOUNT))
  ) {
    return {
      failed: 'TP04',
      text: `"${closest}" is no subject of a service account, which is system:serviceaccount:NAMESPACE:NAME`,
      edit,
    }
  }
  const at = differsAt(value, closest)
  const where = at === undefined ? '' : ` (they differ from character ${at + 1} on)`
  const text = `the token's sub is "${value}", the policy wants "${closest}"${where}`
  return { failed: 'TP03', text, edit: { ...edit, joins: !isTypo(closest, value) } }
}

/** The same namespace and nearly the same name, or the other way round: somebody mistyped; else somebody else was meant. */
function isTypo(wanted: string, value: string): boolean {
  const [space = '', name = ''] = wanted.slice(SERVICE_ACCOUNT.length).split(':')
  const [ownSpace = '', ownName = ''] = value.slice(SERVICE_ACCOUNT.length).split(':')
  if (/[*?]/.test(wanted)) return false
  return (space === ownSpace && likeness(name, ownName) >= 0.5) || (name === ownName && likeness(space, ownSpace) >= 0.5)
}
