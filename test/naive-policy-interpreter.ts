/**
 * A policy interpreter written only for tests: raw JSON in, answer out, as short and as literal after the documentation
 * as can be. It shares no code with the engine, uses regular expressions freely and is slow.
 */
import type { AccessRequest, Effect, PrincipalIdentity } from '../src/policy/index.ts'

// biome-ignore lint/suspicious/noExplicitAny: raw documents
type Raw = any
export interface RawLayers {
  readonly identity?: readonly Raw[]
  readonly resource?: readonly Raw[]
  readonly trust?: Raw
  readonly session?: readonly Raw[]
  readonly boundary?: Raw
  readonly scp?: readonly Raw[]
}

const list = (value: Raw): Raw[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])

/** `undefined` if a variable has no value. */
function toRegExp(pattern: string, context: Raw, wildcards: boolean, variables: boolean, flags = ''): RegExp | undefined {
  let source = ''
  let missing = false
  const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  for (const [token] of pattern.matchAll(/\$\{[^}]*\}|[\s\S]/g)) {
    if (variables && token.startsWith('${')) {
      const inner = token.slice(2, -1)
      const [key = '', otherwise] = inner.split(/,\s*/)
      if ('*?$'.includes(inner)) source += quoted(inner)
      else if (typeof context[key.toLowerCase()] === 'string') source += quoted(context[key.toLowerCase()])
      else if (otherwise !== undefined) source += quoted(otherwise.slice(1, -1))
      else missing = true
    } else if (wildcards && token === '*') source += '[\\s\\S]*'
    else if (wildcards && token === '?') source += '[\\s\\S]'
    else source += quoted(token)
  }
  return missing ? undefined : new RegExp(`^${source}$`, flags)
}

function conditionHolds(spelled: string, key: string, wanted: string[], context: Raw, variables: boolean): boolean {
  const [, set, name = '', ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(spelled) ?? []
  const raw: string | string[] | undefined = context[key.toLowerCase()]
  const found = raw?.length === 0 && raw !== '' ? undefined : raw
  const empty = found === undefined || list(found).every((value) => value === '')
  if (name === 'Null') return wanted.includes(String(empty))
  if (found === undefined && ifExists) return true
  const negated = name.includes('Not')
  const one = (value: string): boolean => {
    const some = wanted.some((policy) => compare(name.replace('Not', ''), value, policy, context, variables))
    return negated ? !some : some
  }
  if (set === 'ForAllValues') return empty || list(found).every(one)
  if (set === 'ForAnyValue') return !empty && list(found).some(one)
  if (found === undefined) return negated
  return negated ? list(found).every(one) : list(found).some(one)
}

function compare(name: string, value: string, policy: string, context: Raw, variables: boolean): boolean {
  switch (name) {
    case 'StringEquals':
      return toRegExp(policy, context, false, variables)?.test(value) ?? false
    case 'StringEqualsIgnoreCase':
      return toRegExp(policy, context, false, variables, 'i')?.test(value) ?? false
    case 'StringLike':
      return toRegExp(policy, context, true, variables)?.test(value) ?? false
    case 'NumericEquals':
      return numberIn(value) === numberIn(policy)
    case 'NumericLessThan':
      return numberIn(value) < numberIn(policy)
    case 'NumericGreaterThanEquals':
      return numberIn(value) >= numberIn(policy)
    case 'Bool':
      return value === policy
    case 'ArnLike': {
      const split = (arn: string): string[] => [...arn.split(':').slice(0, 5), arn.split(':').slice(5).join(':')]
      const fields = split(value)
      return split(policy).every((field, at) => toRegExp(field, context, true, variables)?.test(fields[at] ?? '') ?? false)
    }
    default:
      throw new Error(`the naive interpreter does not know ${name}`)
  }
}

function statementFits(statement: Raw, request: AccessRequest, variables: boolean): boolean {
  const { context } = request
  const action = (pattern: string): boolean => toRegExp(pattern, {}, true, false, 'i')?.test(request.action) ?? false
  if (statement.Action !== undefined && !list(statement.Action).some(action)) return false
  if (statement.NotAction !== undefined && list(statement.NotAction).some(action)) return false
  const resource = (pattern: string): boolean => toRegExp(pattern, context, true, variables)?.test(request.resource) ?? false
  if (statement.Resource !== undefined && !list(statement.Resource).some(resource)) return false
  if (statement.NotResource !== undefined && list(statement.NotResource).some(resource)) return false
  return Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys as Raw).every(([key, values]) =>
      conditionHolds(operator, key, list(values).map(String), context, variables),
    ),
  )
}

/** Every name by which a principal can be called, the most direct first. */
function namesOf(principal: PrincipalIdentity): string[] {
  switch (principal.type) {
    case 'user':
      return [principal.arn, principal.accountId]
    case 'assumed-role':
      return [principal.sessionArn, principal.roleArn, principal.accountId]
    case 'root':
      return [principal.accountId]
    case 'federated':
      return [principal.provider]
    case 'service':
      return [principal.service]
    default:
      return []
  }
}

type Directness = 'direct' | 'role' | 'account' | 'none'

function named(statement: Raw, principal: PrincipalIdentity): Directness {
  const element = statement.Principal ?? statement.NotPrincipal
  if (element === undefined) return 'direct'
  const values: string[] = element === '*' ? ['*'] : Object.values(element).flatMap(list)
  const entries = values.map((value) => /^arn:aws:iam::(\d{12}):root$/.exec(value)?.[1] ?? value)
  const names = namesOf(principal)
  if (statement.NotPrincipal !== undefined) {
    const all = statement.Effect === 'Deny'
    const spared =
      entries.includes('*') ||
      (names.length > 0 && (all ? names.every((name) => entries.includes(name)) : names.some((name) => entries.includes(name))))
    return spared ? 'none' : 'direct'
  }
  if (entries.includes('*')) return 'direct'
  const at = names.findIndex((name) => entries.includes(name))
  if (at < 0) return 'none'
  if (principal.type === 'user') return at === 0 ? 'direct' : 'account'
  if (principal.type === 'assumed-role') return (['direct', 'role', 'account'] as const)[at] ?? 'none'
  return 'direct'
}

function found(documents: readonly Raw[], effect: 'Allow' | 'Deny', request: AccessRequest): Directness[] {
  return documents
    .flatMap((document) =>
      list(document.Statement).map((statement) => ({ statement, variables: document.Version === '2012-10-17' })),
    )
    .filter(({ statement, variables }) => statement.Effect === effect && statementFits(statement, request, variables))
    .map(({ statement }) => named(statement, request.principal))
    .filter((directness) => directness !== 'none')
}

export function naiveDecide(request: AccessRequest, layers: RawLayers): Effect {
  const every = [layers.identity, layers.resource, list(layers.trust), layers.session, list(layers.boundary), layers.scp]
  if (
    found(
      every.flatMap((documents) => documents ?? []),
      'Deny',
      request,
    ).length > 0
  )
    return 'explicit-deny'
  const allows = (documents: readonly Raw[] | undefined): boolean =>
    documents === undefined || found(documents, 'Allow', request).length > 0
  const yes = (condition: boolean): Effect => (condition ? 'allow' : 'implicit-deny')
  if (!allows(layers.scp)) return 'implicit-deny'
  const side = found(layers.trust === undefined ? (layers.resource ?? []) : [layers.trust], 'Allow', request)
  if (layers.trust !== undefined && side.length === 0) return 'implicit-deny'
  const { principal } = request
  if (!('accountId' in principal)) return yes(side.length > 0)
  const across = request.resourceAccountId !== undefined && request.resourceAccountId !== principal.accountId
  const limits = allows(layers.boundary === undefined ? undefined : [layers.boundary]) && allows(layers.session)
  const identity = principal.type === 'root' || allows(layers.identity ?? [])
  if (across) return yes(side.length > 0 && identity && limits)
  if (side.includes('direct')) return 'allow'
  return yes((identity || side.includes('role')) && limits)
}

/** JavaScript takes an empty text for 0; a condition takes it for no number, which is in no relation to any. */
function numberIn(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text)
}
