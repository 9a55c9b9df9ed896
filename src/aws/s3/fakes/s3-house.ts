/** S3 behind a gateway on a free port, for its tests: root of two accounts, and a user that a policy binds. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { createHttpListener, systemClock, systemRandom } from '../../../io/index.ts'
import { policyFromText } from '../../../policy/index.ts'
import { openFileBlobs } from '../../../storage/blobs/index.ts'
import { openSqliteStore } from '../../../storage/sqlite/index.ts'
import { createGateway, type RequestRecords } from '../../gateway/index.ts'
import type { Caller } from '../../operation/index.ts'
import { createS3, S3_COLLECTIONS } from '../index.ts'

export const ACCOUNT = '123456789012'
export const OTHER_ACCOUNT = '210987654321'
const SECRET = 'a-secret-of-the-fake-house'

const root = (accountId: string): Caller => ({
  principal: { type: 'root', accountId, arn: `arn:aws:iam::${accountId}:root` },
  accountId,
  arn: `arn:aws:iam::${accountId}:root`,
  userId: accountId,
  context: {},
})
const user: Caller = {
  principal: { type: 'user', accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/ann`, uniqueId: 'AIDAANN' },
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:user/ann`,
  userId: 'AIDAANN',
  context: {},
}
const CALLERS: Readonly<Record<string, Caller>> = { AKIAROOT: root(ACCOUNT), AKIAOTHER: root(OTHER_ACCOUNT), AKIAUSER: user }

export interface S3House {
  readonly url: string
  readonly blobs: string
  readonly records: RequestRecords
  client(
    who?: 'AKIAROOT' | 'AKIAOTHER' | 'AKIAUSER',
    options?: { region?: string; secret?: string; checksums?: 'WHEN_REQUIRED' },
  ): S3Client
  /** What the user may; nothing at first. */
  allow(...statements: readonly object[]): void
  /** As a reset does it. */
  empty(): Promise<void>
  close(): Promise<void>
}

export async function openS3House(): Promise<S3House> {
  const path = await mkdtemp(join(tmpdir(), 'irsa-s3-'))
  const store = await openSqliteStore({ path: ':memory:' })
  const s3 = await createS3({ store, random: systemRandom, blobs: await openFileBlobs(path) })
  let identity: { name: string; policy: never }[] = []
  const bugs: unknown[] = []
  const gateway = createGateway({
    services: [],
    s3,
    credentials: {
      find(accessKeyId) {
        const caller = CALLERS[accessKeyId]
        if (caller === undefined) return { ok: false, problem: 'unknown-access-key' }
        return { ok: true, credentials: { caller, secretAccessKey: SECRET } }
      },
    },
    policies: { layersOf: (caller) => (caller.principal.type === 'user' ? { identity } : {}) },
    clock: systemClock,
    realClock: systemClock,
    random: systemRandom,
    log: { write: (_level, _message, fields) => void bugs.push(fields) },
    region: 'us-east-1',
    accountId: ACCOUNT,
    allowedHosts: [],
    health: () => ({ ready: true, parts: {} }),
  })
  const listener = createHttpListener({ onBug: (error) => void bugs.push(error) })
  const listening = await listener.listen({ host: '127.0.0.1', port: 0, handler: gateway.handler })
  const url = `http://127.0.0.1:${listening.port}`
  const clients: S3Client[] = []
  return {
    url,
    blobs: path,
    records: gateway.records,
    client(who = 'AKIAROOT', options = {}) {
      const client = new S3Client({
        endpoint: url,
        region: options.region ?? 'us-east-1',
        forcePathStyle: true,
        credentials: { accessKeyId: who, secretAccessKey: options.secret ?? SECRET },
        maxAttempts: 1,
        ...(options.checksums && { requestChecksumCalculation: options.checksums }),
      })
      clients.push(client)
      return client
    },
    allow(...Statement) {
      const policy = policyFromText(JSON.stringify({ Version: '2012-10-17', Statement }), 'identity')
      if (!policy.ok) throw new Error('the policy is wrong')
      identity = [{ name: 'inline', policy: policy.value as never }]
    },
    async empty() {
      await store.clear([...S3_COLLECTIONS])
      await s3.sweep()
    },
    async close() {
      for (const client of clients) client.destroy()
      await listening.close(100)
      await store.close()
      await rm(path, { recursive: true })
      if (bugs.length > 0) throw new Error(`bugs: ${JSON.stringify(bugs)}`)
    },
  }
}
