/**
 * Who signs with an access key: root, a user's own key, or a session by its token.
 * Problems and their words: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html
 *
 * INVARIANT (nothing outlives its source): whether the role (by its unique id), the user's key and the reset epoch
 * still stand, and whether the session has ended, is asked on every call; only the opening of the seal is remembered.
 */
import { LIMITS } from '../../base/index.ts'
import { textEqualInConstantTime } from '../../crypto/index.ts'
import type { DirectoryRole, IamDirectory } from '../iam/index.ts'
import type { Caller, CredentialLookup, CredentialProblem, CredentialSource } from '../operation/index.ts'
import { type RootCredential, rootCaller, sessionCaller, userCaller } from './caller-of.ts'
import type { SealedKeySession, SealedRoleSession } from './sealed-session.ts'
import type { OpenedSession, SessionTokens } from './session-token.ts'

interface CredentialOptions {
  readonly directory: IamDirectory
  readonly tokens: SessionTokens
  readonly rootCredentials: readonly RootCredential[]
  readonly epoch: () => { readonly number: number }
  readonly partition: string
}

/** A session whose seal has been opened, and the caller last made of it. */
interface Remembered extends OpenedSession {
  readonly token: string
  made?: { readonly role: DirectoryRole; readonly caller: Caller }
}

const TEMPORARY_PREFIX = 'ASIA'

export function createCredentialSource(options: CredentialOptions): CredentialSource {
  const { directory, tokens, partition } = options
  const roots = new Map(options.rootCredentials.map((root) => [root.accessKeyId, root]))
  const opened = new Map<string, Remembered>()

  const longTerm = (accessKeyId: string, session?: SealedKeySession): CredentialLookup => {
    const root = roots.get(accessKeyId)
    if (root !== undefined) return found(rootCaller(root, partition, session), root.secretAccessKey)
    const key = directory.accessKey(accessKeyId)
    if (key === undefined) return problem('unknown-access-key')
    return key.active ? found(userCaller(key, session), key.secretAccessKey) : problem('inactive-access-key')
  }

  const open = (accessKeyId: string, token: string): Remembered | undefined => {
    const known = opened.get(accessKeyId)
    if (known !== undefined && textEqualInConstantTime(known.token, token)) return known
    const fresh = tokens.open(accessKeyId, token)
    if (fresh === undefined) return undefined
    if (opened.size >= LIMITS.session.opened) forgetOldest(opened)
    const remembered: Remembered = { ...fresh, token }
    opened.set(accessKeyId, remembered)
    return remembered
  }

  const ofRole = (accessKeyId: string, remembered: Remembered, session: SealedRoleSession): CredentialLookup => {
    const role = directory.roleById(session.roleId)
    if (role === undefined) return problem('unknown-access-key')
    const made = remembered.made?.role === role ? remembered.made : { role, caller: sessionCaller(session, role, accessKeyId) }
    remembered.made = made
    return found(made.caller, remembered.secretAccessKey)
  }

  const temporary = (accessKeyId: string, token: string, now: number): CredentialLookup => {
    const remembered = open(accessKeyId, token)
    if (remembered === undefined) return problem('invalid-session-token')
    const { session, secretAccessKey } = remembered
    if (session.epoch !== options.epoch().number) return problem('unknown-access-key')
    if (now >= session.expiresAt * 1000) return problem('expired-session')
    if (session.kind === 'role') return ofRole(accessKeyId, remembered, session)
    const owner = longTerm(session.accessKeyId, session)
    if (!owner.ok) return owner
    return found({ ...owner.credentials.caller, accessKeyId }, secretAccessKey)
  }

  return {
    find(accessKeyId, sessionToken, now) {
      // Root's id is whatever the operator chose, so it is asked first.
      const isTemporary = accessKeyId.startsWith(TEMPORARY_PREFIX) && !roots.has(accessKeyId)
      if (!isTemporary) return sessionToken === undefined ? longTerm(accessKeyId) : problem('invalid-session-token')
      return sessionToken === undefined ? problem('unknown-access-key') : temporary(accessKeyId, sessionToken, now)
    },
  }
}

function found(caller: Caller, secretAccessKey: string): CredentialLookup {
  return { ok: true, credentials: { caller, secretAccessKey } }
}

function problem(reason: CredentialProblem): CredentialLookup {
  return { ok: false, problem: reason }
}

function forgetOldest(opened: Map<string, Remembered>): void {
  const [oldest] = opened.keys()
  if (oldest !== undefined) opened.delete(oldest)
}
