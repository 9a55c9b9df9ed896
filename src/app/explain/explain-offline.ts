/**
 * A token and a trust policy from files, with the issuer's keys from a file or from the issuer itself. Nothing of an AWS
 * account is asked, so what only the account knows is taken for granted, and said.
 */
import type { DirectoryProvider } from '../../aws/iam/index.ts'
import { createProviderKeyFetcher, createProviderKeys, type ProviderKeys } from '../../aws/sts/index.ts'
import { failure, isFailureId, parseArn, type Result, success } from '../../base/index.ts'
import { type Explanation, lintPolicy } from '../../inspect/index.ts'
import { createFencedFetch, systemClock } from '../../io/index.ts'
import { parsePolicy, policyFromText, type RequestContext } from '../../policy/index.ts'
import { parseJwkSet } from '../../token/index.ts'
import { readInput } from '../read-input.ts'
import type { Answer } from './answer.ts'
import { judgeWebIdentity, tokenFacts } from './judge-web-identity.ts'

export interface OfflineQuestion {
  readonly token: string
  readonly trustPolicyFile: string
  /** Where the keys are from: a file with a key set, or the issuer itself. */
  readonly keys: { readonly file: string } | { readonly issuer: string }
  /** What the provider accepts; absent: what the token is for. */
  readonly audiences?: readonly string[]
  readonly roleArn?: string
  readonly context: RequestContext
}

const NO_ACCOUNT = '000000000000'

export async function explainOffline(question: OfflineQuestion): Promise<Result<Answer, string>> {
  const { token, trustPolicyFile, context } = question
  const read = await readInput(trustPolicyFile)
  if (!read.ok) return failure(`cannot read '${trustPolicyFile}': ${read.problem}`)
  const policyText = read.value
  const policy = policyFromText(policyText, 'trust')
  if (!policy.ok) return success({ explanation: malformed(trustPolicyFile, policyText) })
  const provider = providerFor(question, policyText)
  const keys = await openKeys(question, provider)
  if (!keys.ok) return keys
  const roleArn = question.roleArn ?? `arn:aws:iam::${provider.accountId}:role/any`
  const trust = { name: trustPolicyFile, policy: policy.value }
  const explanation = await judgeWebIdentity({
    token,
    roleArn,
    trust,
    provider,
    keys: keys.value.keys,
    now: systemClock.now(),
    context,
  })
  keys.value.close()
  const unreachable = keys.value.problem()
  if (unreachable !== undefined) return failure(`the issuer's keys cannot be had: ${unreachable}`)
  const asked = `AssumeRoleWithWebIdentity of a role with the trust policy ${trustPolicyFile}`
  return success({ explanation: { ...explanation, asked, assumed: assumptions(question, provider) }, policyText })
}

/** No role can have such a trust policy: the answer is no, and lint says why. */
function malformed(file: string, text: string): Explanation {
  const findings = lintPolicy(file, text, 'trust')
  const worst = findings.find(({ severity }) => severity.startsWith('down')) ?? findings[0]
  const failed = worst !== undefined && isFailureId(worst.rule) ? { failed: worst.rule } : {}
  const parsed = parsePolicy(text, 'trust')
  const message = parsed.ok ? '' : (parsed.problem[0]?.message ?? '')
  return {
    decision: 'implicit-deny',
    because: [],
    asked: `AssumeRoleWithWebIdentity of a role with the trust policy ${file}`,
    error: { code: 'MalformedPolicyDocument', message },
    ...failed,
    ...(worst !== undefined && { detail: `${file}:${worst.line}:${worst.column}: ${worst.message}; ${worst.fix}` }),
  }
}

/** The provider as the account would have to have it: the policy's own, if it names the token's issuer. */
function providerFor({ token, keys, audiences, roleArn }: OfflineQuestion, policyText: string): DirectoryProvider {
  const facts = tokenFacts(token)
  const url = 'issuer' in keys ? keys.issuer : (facts?.issuer ?? '')
  const name = url.replace(/^https:\/\//, '')
  const trusted = trustedArns(policyText)
  const known = trusted.find((arn) => arn.endsWith(`:oidc-provider/${name}`))
  const account = parseArn(roleArn ?? known ?? trusted[0] ?? '')
  const accountId = account?.accountId ?? NO_ACCOUNT
  const arn = `arn:${account?.partition ?? 'aws'}:iam::${accountId}:oidc-provider/${name}`
  return { accountId, arn, url, name, clientIds: audiences ?? facts?.audiences ?? [], thumbprints: [] }
}

function trustedArns(policyText: string): readonly string[] {
  const policy = parsePolicy(policyText, 'trust')
  if (!policy.ok) return []
  return policy.value.statements
    .flatMap(({ principals }) => principals?.values ?? [])
    .filter(({ type, text }) => type === 'Federated' && text.includes(':oidc-provider/'))
    .map(({ text }) => text)
}

function assumptions({ audiences, roleArn }: OfflineQuestion, provider: DirectoryProvider): readonly string[] {
  return [
    `the account has the provider ${provider.arn}`,
    ...(audiences === undefined
      ? [`the provider accepts the audience ${provider.clientIds.join(', ')} (--audience says otherwise)`]
      : []),
    ...(roleArn === undefined ? ['the role exists'] : [`the role ${roleArn} exists`]),
  ]
}

interface OpenKeys {
  readonly keys: ProviderKeys
  /** Why the issuer could not be asked. */
  problem(): string | undefined
  close(): void
}

async function openKeys({ keys }: OfflineQuestion, provider: DirectoryProvider): Promise<Result<OpenKeys, string>> {
  return 'file' in keys ? keysOfFile(keys.file) : keysOfIssuer(provider)
}

async function keysOfFile(file: string): Promise<Result<OpenKeys, string>> {
  const text = await readInput(file)
  if (!text.ok) return failure(`cannot read '${file}': ${text.problem}`)
  const set = parseJwkSet(text.value)
  if (!set.ok) return failure(`'${file}' is not ${set.problem}`)
  const find: ProviderKeys['find'] = (_provider, keyId) => {
    const named = set.value.filter((one) => one.keyId === keyId).map(({ key }) => key)
    if (named.length > 0) return success(named)
    return failure({ kind: 'unknown-key', failureId: 'IS03', detail: `the key set has no key with the token's "kid"` })
  }
  return success({ keys: { find }, problem: () => undefined, close: () => undefined })
}

/** The issuer that somebody names on the command line may stand at a private address. */
function keysOfIssuer({ url }: DirectoryProvider): Result<OpenKeys, string> {
  const issuer = URL.parse(url)
  if (issuer?.protocol !== 'https:') return failure(`'${url}' is no https URL`)
  const fetch = createFencedFetch()
  const allowedPrivate = [`${issuer.hostname}:${issuer.port === '' ? '443' : issuer.port}`]
  const keys = createProviderKeys(createProviderKeyFetcher(fetch, { trustedCertificates: [], allowedPrivate }), systemClock)
  let problem: string | undefined
  const find: ProviderKeys['find'] = async (provider, keyId) => {
    const found = await keys.find(provider, keyId)
    if (!found.ok && found.problem.kind !== 'unknown-key') problem = found.problem.detail
    return found
  }
  return success({ keys: { find }, problem: () => problem, close: () => fetch.close() })
}
