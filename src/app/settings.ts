/**
 * What a data directory decided once and keeps: ports, the issuer's id, root credentials, master keys.
 * INVARIANT (stable): a value that is there is never replaced, but by an option that says so.
 * The store's file has mode 0600, because secrets are in it.
 */
import { type JsonObject, type Random, uniqueId } from '../base/index.ts'
import type { Store } from '../storage/index.ts'

const COLLECTION = 'settings'
const KEY = 'rehearsal'

export interface Settings {
  readonly port?: number
  readonly kubePort?: number
  /** 32 upper-case hex digits. */
  readonly clusterId: string
  readonly rootAccessKeyId: string
  readonly rootSecretAccessKey: string
  /** Secrets of the other declared accounts' roots, by account id. */
  readonly accountSecrets: Readonly<Record<string, string>>
  /** Bearer token of the kubeconfig. */
  readonly adminToken: string
  /** Base64 of 32 bytes each, newest first. */
  readonly masterKeys: readonly string[]
  readonly secureStringKey: string
  readonly caCertificate?: string
  readonly caPrivateKey?: string
  readonly serverCertificate?: string
  readonly serverPrivateKey?: string
  /** Raised by every reset: sessions and tokens of before end. */
  readonly epoch: number
  /** Milliseconds since 1970. */
  readonly epochStartedAt: number
  readonly createdAt: number
  /** The latest time that was seen, milliseconds since 1970: a clock moved back revives nothing. */
  readonly highWaterMs: number
}

export interface SettingsFile {
  current(): Settings
  update(changes: Partial<Settings>): Promise<Settings>
}

export async function openSettings(store: Store, random: Random, now: number): Promise<SettingsFile> {
  const stored = await store.get(COLLECTION, KEY)
  let settings = (stored?.value ?? firstSettings(random, now)) as unknown as Settings
  let revision = stored?.revision
  const write = async (): Promise<void> => {
    const expect = revision === undefined ? 'absent' : { revision }
    const result = await store.commit([
      { type: 'put', collection: COLLECTION, key: KEY, value: settings as unknown as JsonObject, expect },
    ])
    if (!result.ok) throw new Error('the settings were changed by somebody else, though the data directory is locked')
    revision = result.revision
  }
  if (stored === undefined) await write()
  let writing: Promise<void> = Promise.resolve()
  return {
    current: () => settings,
    update(changes) {
      settings = { ...settings, ...changes }
      // One after the other: each write expects the revision of the one before.
      const written = writing.then(write)
      writing = written.catch(() => undefined)
      return written.then(() => settings)
    },
  }
}

function firstSettings(random: Random, now: number): Settings {
  const base64 = (count: number): string => Buffer.from(random.bytes(count)).toString('base64')
  return {
    clusterId: Buffer.from(random.bytes(16)).toString('hex').toUpperCase(),
    rootAccessKeyId: uniqueId('AKIA', random),
    rootSecretAccessKey: base64(30),
    accountSecrets: {},
    adminToken: Buffer.from(random.bytes(32)).toString('base64url'),
    masterKeys: [base64(32)],
    secureStringKey: base64(32),
    epoch: 0,
    epochStartedAt: 0,
    createdAt: now,
    highWaterMs: now,
  }
}
