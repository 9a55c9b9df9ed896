/**
 * A rehearsal in which policy cases are asked over HTTP: makes what a case says there is, sends its request with the AWS
 * SDK, and takes away what it made.
 */
import assert from 'node:assert/strict'
import { CreateRepositoryCommand, DeleteRepositoryCommand, ECRClient, SetRepositoryPolicyCommand } from '@aws-sdk/client-ecr'
import { CreateOpenIDConnectProviderCommand, CreateRoleCommand, DeleteRoleCommand } from '@aws-sdk/client-iam'
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node'
import type { JsonObject } from '../../src/base/index.ts'
import type { AccessRequest } from '../../src/policy/index.ts'
import { startRehearsal, type TestRehearsal } from '../../src/testing/index.ts'
import type { PolicyCase } from './policy-case.ts'
import { CaseAccount, type ClientSettings, type Keys, named, type Undo } from './policy-case-account.ts'
import { callFor, parameterName, refusalOf, resourceOf } from './policy-case-call.ts'
import { type CaseFacts, factsOf } from './policy-case-facts.ts'

const HOME = '111122223333'
const AWAY = '444455556666'
const AUDIENCE = 'sts.amazonaws.com'
/** The issuer of the cases of web identities. */
const PROVIDER = 'oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE'

export class PolicyCaseWorld {
  readonly #rehearsal: TestRehearsal
  readonly #accounts: ReadonlyMap<string, CaseAccount>
  readonly #core: CoreV1Api

  constructor(rehearsal: TestRehearsal) {
    this.#rehearsal = rehearsal
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = rehearsal.environment
    const roots: readonly [string, Keys][] = [
      [HOME, { accessKeyId, secretAccessKey }],
      [AWAY, { accessKeyId: AWAY, secretAccessKey: 'secret-of-the-other-account' }],
    ]
    this.#accounts = new Map(roots.map(([id, keys]) => [id, new CaseAccount(id, this.#settings(keys))]))
    const config = new KubeConfig()
    config.loadFromFile(rehearsal.environment.KUBECONFIG)
    this.#core = config.makeApiClient(CoreV1Api)
  }

  static async start(): Promise<PolicyCaseWorld> {
    const account = [`${AWAY}:secret-of-the-other-account`]
    return new PolicyCaseWorld(await startRehearsal({ accountId: HOME, account, issuerUrl: `https://${PROVIDER}` }))
  }

  async stop(): Promise<void> {
    await this.#rehearsal.stop()
  }

  async reset(): Promise<void> {
    await this.#rehearsal.reset()
    for (const account of this.#accounts.values()) account.forget()
    await this.#account(HOME).iam.send(
      new CreateOpenIDConnectProviderCommand({
        Url: `https://${PROVIDER}`,
        ClientIDList: [AUDIENCE],
        ThumbprintList: ['0'.repeat(40)],
      }),
    )
  }

  /** The service's refusal, or `undefined` where it did what the case asks. */
  async ask(row: PolicyCase): Promise<string | undefined> {
    const facts = factsOf(row.request)
    const undo: Undo = []
    try {
      await this.#makeResource(row, facts, undo)
      if (row.request.principal.type === 'federated') return await refusalOf(this.#exchange(row.request, facts))
      const settings = this.#settings(await this.#principal(row, facts, undo))
      return await refusalOf(callFor(settings, row.request, facts))
    } finally {
      for (const step of undo.toReversed()) await step()
    }
  }

  #settings(credentials: Keys): ClientSettings {
    const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region } = this.#rehearsal.environment
    return { endpoint, region, maxAttempts: 1, credentials }
  }

  #account(accountId: string): CaseAccount {
    const account = this.#accounts.get(accountId)
    assert.ok(account, `there is no account ${accountId}`)
    return account
  }

  /** Credentials of the case's principal, with its policies, boundary, tags and session policies. */
  async #principal({ request, policies }: PolicyCase, facts: CaseFacts, undo: Undo): Promise<Keys> {
    const { principal } = request
    if (principal.type === 'root') return this.#account(principal.accountId).settings.credentials
    assert.ok(principal.type === 'user' || principal.type === 'assumed-role', `${principal.type} signs no request`)
    const account = this.#account(principal.accountId)
    const kind = principal.type === 'user' ? 'user' : 'role'
    const { name: pathAndName } = resourceOf(principal.type === 'user' ? principal.arn : principal.roleArn)
    const name = pathAndName.slice(pathAndName.lastIndexOf('/') + 1)
    const keys = kind === 'user' ? await account.user(pathAndName) : await account.user('maker')
    if (kind === 'role') await account.role(pathAndName)
    await account.putPolicies(kind, name, (policies.identity ?? []) as readonly JsonObject[], undo)
    if (policies.boundary !== undefined) await account.putBoundary(kind, name, policies.boundary as JsonObject, undo)
    await account.putTags(kind, name, facts.principalTags, undo)
    if (principal.type === 'user') return keys
    const sessionName = principal.sessionArn.slice(principal.sessionArn.lastIndexOf('/') + 1)
    const session = policies.session as readonly JsonObject[] | undefined
    return this.#assume(account, principal.roleArn, sessionName, keys, session, undo)
  }

  /** The first session policy goes with the request, the others as managed ones. */
  async #assume(
    account: CaseAccount,
    RoleArn: string,
    RoleSessionName: string,
    maker: Keys,
    session: readonly JsonObject[] | undefined,
    undo: Undo,
  ): Promise<Keys> {
    assert.notEqual(session?.length, 0, 'a session has no empty list of policies')
    const [inline, ...managed] = session ?? []
    const PolicyArns: { arn: string }[] = []
    for (const [index, document] of managed.entries()) {
      PolicyArns.push({ arn: await account.managedPolicy(`session-${index}`, document, undo) })
    }
    const { Credentials } = await new STSClient(this.#settings(maker)).send(
      new AssumeRoleCommand({
        RoleArn,
        RoleSessionName,
        ...(inline === undefined ? {} : { Policy: JSON.stringify(inline) }),
        ...(PolicyArns.length === 0 ? {} : { PolicyArns }),
      }),
    )
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
  }

  async #makeResource({ request, policies }: PolicyCase, facts: CaseFacts, undo: Undo): Promise<void> {
    const { type, name, accountId } = resourceOf(request.resource)
    const account = this.#accounts.get(accountId)
    const Tags = Object.entries(facts.resourceTags).map(([Key, Value]) => ({ Key, Value }))
    if (account === undefined) return
    if (policies.trust !== undefined) {
      await this.#makePrincipalsOf(policies.trust)
      const role = { ...named('Role', name), AssumeRolePolicyDocument: JSON.stringify(policies.trust), Tags }
      await account.iam.send(new CreateRoleCommand(role))
      undo.push(() => account.iam.send(new DeleteRoleCommand({ RoleName: role.RoleName })))
    } else if (type === 'role') {
      await account.role(name)
      await account.putTags('role', named('Role', name).RoleName, facts.resourceTags, undo)
    } else if (type === 'parameter') {
      const ssm = new SSMClient(account.settings)
      await ssm.send(new PutParameterCommand({ Name: parameterName(name), Value: 'old', Type: 'String', Tags }))
      undo.push(() => ssm.send(new DeleteParameterCommand({ Name: parameterName(name) })).catch(isGone))
    } else if (type === 'repository') {
      await this.#makeRepository(account, name, policies.resource as readonly JsonObject[] | undefined, Tags, undo)
    }
  }

  async #makeRepository(
    account: CaseAccount,
    repositoryName: string,
    resource: readonly JsonObject[] | undefined,
    tags: { Key: string; Value: string }[],
    undo: Undo,
  ): Promise<void> {
    const ecr = new ECRClient(account.settings)
    await ecr.send(new CreateRepositoryCommand({ repositoryName, tags }))
    undo.push(() => ecr.send(new DeleteRepositoryCommand({ repositoryName, force: true })))
    assert.ok((resource?.length ?? 0) <= 1, 'a repository has one policy')
    const policyText = JSON.stringify(resource?.[0])
    if (policyText !== undefined) await ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText, force: true }))
  }

  /** IAM refuses a trust policy whose principals are not there. Conditions may name whomever they like. */
  async #makePrincipalsOf(trust: unknown): Promise<void> {
    const statements = [(trust as { Statement: { Principal?: unknown } | { Principal?: unknown }[] }).Statement].flat()
    const text = JSON.stringify(statements.map(({ Principal }) => Principal ?? ''))
    for (const [, accountId = '', kind, name = ''] of text.matchAll(/"arn:aws:iam::(\d{12}):(user|role)\/([^"]+)"/g)) {
      if (kind === 'user') await this.#account(accountId).user(name)
      else await this.#account(accountId).role(name)
    }
  }

  /** Sends the token of the service account that the case's subject names. */
  async #exchange({ resource }: AccessRequest, { claims, sessionName }: CaseFacts): Promise<unknown> {
    const [, , namespace = '', name = ''] = (claims['sub'] ?? '').split(':')
    await this.#core.createNamespace({ body: { metadata: { name: namespace } } }).catch(isThere)
    await this.#core.createNamespacedServiceAccount({ namespace, body: { metadata: { name } } }).catch(isThere)
    const audiences = [claims['aud'] ?? '']
    const body = { spec: { audiences, expirationSeconds: 3600 } }
    const { status } = await this.#core.createNamespacedServiceAccountToken({ namespace, name, body })
    const { endpoint, region } = this.#settings({ accessKeyId: '', secretAccessKey: '' })
    const credentials = { accessKeyId: 'none', secretAccessKey: 'none' }
    return new STSClient({ endpoint, region, maxAttempts: 1, credentials }).send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: resource,
        RoleSessionName: sessionName ?? 'case',
        WebIdentityToken: status?.token ?? '',
      }),
    )
  }
}

function isThere(error: unknown): void {
  if ((error as { code?: number }).code !== 409) throw error
}

function isGone(error: unknown): void {
  if ((error as Error).name !== 'ParameterNotFound') throw error
}
