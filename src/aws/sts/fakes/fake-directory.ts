/** An IAM directory for tests: plain maps, real compiled policies. */
import { parseArn } from '../../../base/index.ts'
import { type NamedPolicy, type PolicyKind, type PolicyLayers, policyFromText } from '../../../policy/index.ts'
import type { DirectoryAccessKey, DirectoryProvider, DirectoryRole, IamDirectory } from '../../iam/index.ts'

export interface FakeDirectory extends IamDirectory {
  addRole(role: { readonly arn: string; readonly trust: unknown } & Partial<Omit<DirectoryRole, 'trust'>>): DirectoryRole
  removeRole(arn: string): void
  addProvider(provider: { readonly url: string } & Partial<DirectoryProvider>): DirectoryProvider
  removeProvider(url: string): void
  addAccessKey(key: DirectoryAccessKey): void
  addManagedPolicy(arn: string, document: unknown): void
  /** Identity policies by the caller's ARN. */
  setIdentityPolicy(callerArn: string, document: unknown): void
}

function namedPolicy(name: string, document: unknown, kind: PolicyKind): NamedPolicy {
  const compiled = policyFromText(JSON.stringify(document), kind)
  if (!compiled.ok) throw new Error(`${name}: ${JSON.stringify(compiled.problem)}`)
  return { name, policy: compiled.value }
}

export function createFakeDirectory(): FakeDirectory {
  const roles = new Map<string, DirectoryRole>()
  const providers = new Map<string, DirectoryProvider>()
  const accessKeys = new Map<string, DirectoryAccessKey>()
  const managed = new Map<string, NamedPolicy>()
  const identity = new Map<string, NamedPolicy>()
  let made = 0
  return {
    role: (arn) => roles.get(arn),
    roleById: (roleId) => [...roles.values()].find((role) => role.roleId === roleId),
    provider: (accountId, url) => providers.get(`${accountId} ${url}`),
    accessKey: (accessKeyId) => accessKeys.get(accessKeyId),
    managedPolicy: (arn) => managed.get(arn),
    loadManagedPolicies: async () => undefined,
    layersOf: (caller): PolicyLayers => {
      const policy = identity.get(caller.arn)
      return { identity: policy === undefined ? [] : [policy] }
    },
    addRole({ arn, trust, ...rest }) {
      made += 1
      const role: DirectoryRole = {
        accountId: parseArn(arn)?.accountId ?? '',
        roleId: `AROA${String(made).padStart(17, 'A')}`,
        roleName: arn.slice(arn.lastIndexOf('/') + 1),
        arn,
        maxSessionSeconds: 3_600,
        tags: [],
        ...rest,
        trust: namedPolicy(`role ${arn}`, trust, 'trust'),
      }
      roles.set(arn, role)
      return role
    },
    removeRole: (arn) => void roles.delete(arn),
    addProvider({ url, ...rest }) {
      const accountId = rest.accountId ?? '123456789012'
      const name = url.slice('https://'.length)
      const arn = `arn:aws:iam::${accountId}:oidc-provider/${name}`
      const provider = { accountId, arn, url, name, clientIds: ['sts.amazonaws.com'], thumbprints: [], ...rest }
      providers.set(`${accountId} ${url}`, provider)
      return provider
    },
    removeProvider: (url) => void providers.delete(`123456789012 ${url}`),
    addAccessKey: (key) => void accessKeys.set(key.accessKeyId, key),
    addManagedPolicy: (arn, document) => void managed.set(arn, namedPolicy(arn, document, 'identity')),
    setIdentityPolicy: (callerArn, document) => void identity.set(callerArn, namedPolicy('inline', document, 'identity')),
  }
}
