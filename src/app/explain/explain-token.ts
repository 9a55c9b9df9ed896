/**
 * A token and a role of a running rehearsal: the role's trust policy and the provider through IAM's API, the issuer's
 * keys from the issuer itself, and then the question that STS would ask.
 */
import { createProviderKeyFetcher, createProviderKeys } from '../../aws/sts/index.ts'
import { type Fetch, failure, parseArn, type Result, success } from '../../base/index.ts'
import { createFencedFetch, readTextInput, systemClock } from '../../io/index.ts'
import { type CompiledPolicy, policyFromText, type RequestContext } from '../../policy/index.ts'
import type { RehearsalEnvironment } from '../environment.ts'
import { type AccountView, openAccountView, type RoleView } from './account-view.ts'
import type { Answer } from './answer.ts'
import { judgeWebIdentity, tokenFacts } from './judge-web-identity.ts'

export interface TokenQuestion {
  readonly token: string
  readonly roleArn: string
  readonly context: RequestContext
}

/** @param kubeUrl the rehearsal's port of the issuer, where an issuer of another name is found, too */
export async function explainToken(
  environment: RehearsalEnvironment,
  kubeUrl: string,
  question: TokenQuestion,
): Promise<Result<Answer, string>> {
  const account = openAccountView(environment)
  const fetch = createFencedFetch()
  try {
    return await ask(account, fetch, { environment, kubeUrl }, question)
  } finally {
    account.close()
    fetch.close()
  }
}

interface Place {
  readonly environment: RehearsalEnvironment
  readonly kubeUrl: string
}

async function ask(account: AccountView, fetch: Fetch, place: Place, question: TokenQuestion): Promise<Result<Answer, string>> {
  const { token, roleArn, context } = question
  const role = await findRole(account, roleArn)
  if (!role.ok) return role
  const provider = await account.provider(tokenFacts(token)?.issuer ?? '')
  if (!provider.ok) return provider
  const keys = await issuerKeys(fetch, place)
  const trustText = role.value?.arn === roleArn ? role.value.trustText : undefined
  const policy = trustText === undefined ? undefined : compiled(trustText)
  if (policy?.ok === false) return policy
  const trust = policy === undefined ? undefined : { name: roleArn, policy: policy.value }
  const now = systemClock.now()
  const explanation = await judgeWebIdentity({ token, roleArn, trust, provider: provider.value, keys, now, context })
  const elsewhere = role.value !== undefined && role.value.arn !== roleArn && explanation.failed === 'SA08'
  if (!elsewhere) return success({ explanation, policyText: trustText })
  return success({ explanation: { ...explanation, failed: 'SA06', detail: `the role of that name is ${role.value?.arn}` } })
}

function compiled(trustText: string): Result<CompiledPolicy, string> {
  const policy = policyFromText(trustText, 'trust')
  return policy.ok ? policy : failure(`the role's trust policy cannot be read: ${policy.problem[0]?.message}`)
}

/** By its last name: IAM's API knows no ARNs. */
async function findRole(account: AccountView, roleArn: string): Promise<Result<RoleView | undefined, string>> {
  const arn = parseArn(roleArn)
  const name = arn?.resource.startsWith('role/') ? arn.resource.split('/').at(-1) : undefined
  if (arn === undefined || name === undefined || !/^[\w+=,.@-]{1,64}$/.test(name)) return success(undefined)
  const own = await account.accountId()
  if (!own.ok) return own
  if (own.value !== arn.accountId) {
    return failure(
      `the role is in account ${arn.accountId}, and only account ${own.value} can be seen with the credentials at hand`,
    )
  }
  return account.role(name)
}

async function issuerKeys(fetch: Fetch, { environment, kubeUrl }: Place): Promise<ReturnType<typeof createProviderKeys>> {
  const authority = await readTextInput(environment.IRSA_CA_FILE)
  const host = hostAndPort(environment.IRSA_ISSUER_URL)
  const fence = {
    trustedCertificates: authority === undefined ? [] : [authority],
    allowedPrivate: [host],
    resolve: { [host]: `127.0.0.1:${new URL(kubeUrl).port}` },
  }
  return createProviderKeys(createProviderKeyFetcher(fetch, fence), systemClock)
}

function hostAndPort(url: string): string {
  const { hostname, port } = new URL(url)
  return `${hostname}:${port === '' ? '443' : port}`
}
