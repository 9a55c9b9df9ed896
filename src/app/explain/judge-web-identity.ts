/**
 * Would this role be given for this token? The verifier and the question to the policy engine are those of STS itself;
 * only where the facts come from differs: the account's API, or files.
 */
import type { DirectoryProvider } from '../../aws/iam/index.ts'
import {
  createWebIdentityVerifier,
  explainTrust,
  invalidRequestArn,
  notAuthorizedForWebIdentity,
  type ProviderKeys,
  roleAccountOf,
} from '../../aws/sts/index.ts'
import { type FailureId, type JsonObject, type JsonValue, parseArn } from '../../base/index.ts'
import type { Explanation, TokenFacts } from '../../inspect/index.ts'
import type { NamedPolicy, RequestContext } from '../../policy/index.ts'
import { decodeToken } from '../../token/index.ts'

export interface WebIdentityQuestion {
  readonly token: string
  readonly roleArn: string
  /** Its trust policy; `undefined` if there is no such role. */
  readonly trust: NamedPolicy | undefined
  /** Of the role's account, with the token's issuer; `undefined` if none is registered. */
  readonly provider: DirectoryProvider | undefined
  readonly keys: ProviderKeys
  /** Milliseconds since 1970. */
  readonly now: number
  /** Condition keys of the request besides those of the time, lower case. */
  readonly context: RequestContext
}

const SESSION_NAME = 'irsa-explain'

export async function judgeWebIdentity(question: WebIdentityQuestion): Promise<Explanation> {
  const { token, roleArn, trust, provider, keys, now } = question
  const asked = `AssumeRoleWithWebIdentity of ${roleArn}`
  const facts = tokenFacts(token)
  const refused = (error: Error & { code: string }, failed?: FailureId, detail?: string): Explanation => ({
    decision: 'implicit-deny',
    because: [],
    asked,
    error: { code: error.code, message: error.message },
    ...(failed !== undefined && { failed }),
    ...(detail !== undefined && { detail }),
    ...(facts !== undefined && { token: facts }),
  })
  const accountId = roleAccountOf(roleArn, parseArn(roleArn)?.partition ?? '')
  if (accountId === undefined) return refused(invalidRequestArn(), ...noRoleArn(roleArn))
  const directory = { provider: (_account: string, url: string) => (url === provider?.url ? provider : undefined) }
  const verified = await createWebIdentityVerifier({ directory, keys, acceptedSince: () => 0 }).verify(token, accountId, now)
  if (!verified.ok) {
    const { error, failureId, detail } = verified.problem
    return refused(error, failureId, detail ?? refusalDetail(failureId, provider, facts))
  }
  if (trust === undefined) return refused(notAuthorizedForWebIdentity(), 'SA08', `there is no role ${roleArn}`)
  const decision = explainTrust({ arn: roleArn, accountId, trust }, verified.value, ...sides(question))
  const { code, message } = notAuthorizedForWebIdentity()
  return {
    ...decision,
    asked,
    ...(decision.decision !== 'allow' && { error: { code, message } }),
    ...(facts !== undefined && { token: facts }),
  }
}

function noRoleArn(text: string): [FailureId, string] {
  const arn = parseArn(text.trim())
  if (arn === undefined || arn.service !== 'iam' || arn.resource.startsWith('role/')) return ['SA04', 'that is no ARN of a role']
  return ['SA07', `that is the ARN of a ${arn.resource.split('/', 1)[0]}, not of a role`]
}

/** What the record of a request need not say, because it stands beside the provider. */
function refusalDetail(
  failed: FailureId | undefined,
  provider: DirectoryProvider | undefined,
  facts?: TokenFacts,
): string | undefined {
  if (failed === 'TK01') {
    return `the token is for ${facts?.audiences?.join(', ')}; the provider accepts ${provider?.clientIds.join(', ') || 'no audience'}`
  }
  if (failed !== 'PR01') return undefined
  return provider === undefined ? undefined : `the token's issuer is ${facts?.issuer}, the provider is for ${provider.url}`
}

function sides({ now, context }: WebIdentityQuestion): [sessionName: string, context: RequestContext] {
  const seconds = Math.floor(now / 1000)
  const time = { 'aws:currenttime': `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`, 'aws:epochtime': String(seconds) }
  const sessionName = context['sts:rolesessionname']
  return [typeof sessionName === 'string' ? sessionName : SESSION_NAME, { ...time, ...context }]
}

/** The claims that name bearer, issuer and audience, as far as the text is a token at all. */
export function tokenFacts(token: string): TokenFacts | undefined {
  const decoded = decodeToken(token)
  if (!decoded.ok) return undefined
  const { iss, sub, aud, exp } = decoded.value.claims as JsonObject
  return {
    ...(typeof iss === 'string' && { issuer: iss }),
    ...(typeof sub === 'string' && { subject: sub }),
    ...audiencesOf(aud),
    ...(typeof exp === 'number' && exp >= 0 && exp < 253_402_300_800 && { expires: new Date(exp * 1000).toISOString() }),
  }
}

function audiencesOf(aud: JsonValue | undefined): { audiences?: readonly string[] } {
  const audiences = (Array.isArray(aud) ? aud : [aud]).filter((one) => typeof one === 'string')
  return audiences.length === 0 ? {} : { audiences }
}
