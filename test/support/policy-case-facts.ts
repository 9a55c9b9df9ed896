/** What must be so for a request of a policy case to have its context: which tags, which parameters, which claims. */
import assert from 'node:assert/strict'
import type { AccessRequest } from '../../src/policy/index.ts'

export interface CaseFacts {
  readonly principalTags: Record<string, string>
  readonly requestTags: Record<string, string>
  readonly resourceTags: Record<string, string>
  readonly claims: Record<string, string>
  externalId?: string
  sessionName?: string
  sourceIdentity?: string
}

/** Keys that every call has of itself; a case may only say what is so anyway. */
function ownValue(key: string, { principal }: AccessRequest): string | undefined {
  switch (key) {
    case 'aws:securetransport':
    case 'aws:viaawsservice':
      return 'false'
    case 'aws:sourceip':
      return '127.0.0.1'
    case 'aws:requestedregion':
      return 'us-east-1'
    case 'aws:principalaccount':
      return 'accountId' in principal ? principal.accountId : undefined
    case 'aws:principalarn':
      if (principal.type === 'assumed-role') return principal.roleArn
      return 'arn' in principal ? principal.arn : undefined
    case 'aws:username':
      return principal.type === 'user' ? principal.arn.slice(principal.arn.lastIndexOf('/') + 1) : undefined
    default:
      return undefined
  }
}

const TAGS = [
  ['aws:principaltag/', 'principalTags'],
  ['aws:requesttag/', 'requestTags'],
  ['aws:resourcetag/', 'resourceTags'],
] as const

const INPUTS = {
  'sts:externalid': 'externalId',
  'sts:rolesessionname': 'sessionName',
  'sts:sourceidentity': 'sourceIdentity',
} as const

/** Fails for a key that no call of a client can bring about. */
export function factsOf(request: AccessRequest): CaseFacts {
  const facts: CaseFacts = { principalTags: {}, requestTags: {}, resourceTags: {}, claims: {} }
  for (const [key, value] of Object.entries(request.context)) addFact(facts, request, key, value)
  return facts
}

function addFact(facts: CaseFacts, request: AccessRequest, key: string, value: string | readonly string[] | undefined): void {
  if (key === 'aws:tagkeys') {
    for (const tag of [value ?? []].flat()) facts.requestTags[tag] ??= 'any'
    return
  }
  assert.ok(typeof value === 'string', `${key} comes about by no call`)
  for (const [prefix, tags] of TAGS) {
    if (!key.startsWith(prefix)) continue
    facts[tags][key.slice(prefix.length)] = value
    return
  }
  if (Object.hasOwn(INPUTS, key)) {
    facts[INPUTS[key as keyof typeof INPUTS]] = value
    return
  }
  const claim = /:(sub|aud)$/.exec(key)?.[1]
  if (claim === undefined) assert.equal(value, ownValue(key, request), `${key} comes about by no call`)
  else facts.claims[claim] = value
}
