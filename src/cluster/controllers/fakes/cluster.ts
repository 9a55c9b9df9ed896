/** A whole cluster for tests of controllers: API server over a store in memory, a clock in hand, and no kubelet. */
import assert from 'node:assert/strict'
import { generatePrivateKey } from '../../../crypto/index.ts'
import { KINDS, type Kind, type KubeObject, type KubernetesClient } from '../../../kube/index.ts'
import { openSqliteStore } from '../../../storage/sqlite/index.ts'
import { keyIdOf } from '../../../token/index.ts'
import { createClusterApi } from '../../api/index.ts'
import { serveExec, servePortForward } from '../../streams/index.ts'
import { startControllers } from '../index.ts'

const START = Date.parse('2026-11-21T10:00:00Z')
const ROUNDS = 4_000
const key = await generatePrivateKey('ES256')

export interface ControlledCluster extends AsyncDisposable {
  readonly client: KubernetesClient
  /** Starts the controllers, unless the test said that it would. */
  start(): Promise<void>
  stop(): void
  /** Moves the clock and runs what has become due. */
  advance(milliseconds: number): void
  /** Lets everything under way take its course until `check` passes. */
  eventually(check: () => Promise<void> | void): Promise<void>
  /** Turns of the event loop, for asserting that nothing more happens. */
  settle(): Promise<void>
  list(kind: Kind, namespace?: string): Promise<readonly KubeObject[]>
  /** Plays kubelet: every pod is scheduled, running and (or not) ready. */
  runPods(options?: { ready?: boolean; only?: (pod: KubeObject) => boolean }): Promise<number>
}

export async function controlledCluster(options: { started?: boolean } = {}): Promise<ControlledCluster> {
  const time = movableTime()
  const store = await openSqliteStore({ path: ':memory:' })
  const random = seededRandom()
  const keyId = keyIdOf(key.publicKey)
  const api = await createClusterApi({
    store,
    ...time,
    random,
    serviceAccountIssuer: {
      url: 'https://localhost:6443/id/0123456789ABCDEF0123456789ABCDEF',
      signingKey: () => ({ key, keyId }),
      verificationKeys: () => [{ key: key.publicKey, keyId }],
    },
    callWebhook: async () => ({ ok: false, failure: 'unreachable', detail: 'no webhook in this test' }),
    nodeAgent: () => undefined,
    adminToken: 'admin-token-of-the-test',
    caCertificate: 'the certificate',
    streams: { serveExec, servePortForward },
  })
  await api.bootstrap()
  const client = api.client('admin')
  let stop = (): void => {}
  const start = async (): Promise<void> => {
    const controllers = await startControllers({ client, ...time, random, caCertificate: 'the certificate' })
    stop = () => controllers.stop()
  }
  if (options.started !== false) await start()
  return {
    client,
    start,
    stop: () => stop(),
    advance: time.advance,
    eventually,
    settle,
    list: async (kind, namespace) => (await client.list(kind, namespace === undefined ? {} : { namespace })).items,
    runPods: (how = {}) => runPods(client, time.clock.now(), how),
    async [Symbol.asyncDispose]() {
      stop()
      await settle()
      api.close()
      await store.close()
    },
  }
}

async function settle(): Promise<void> {
  for (let round = 0; round < 200; round++) await new Promise(setImmediate)
}

async function eventually(check: () => Promise<void> | void): Promise<void> {
  for (let round = 0; ; round++) {
    try {
      return await check()
    } catch (error) {
      if (round >= ROUNDS || !(error instanceof assert.AssertionError)) throw error
      await new Promise(setImmediate)
    }
  }
}

async function runPods(
  client: KubernetesClient,
  now: number,
  { ready = true, only = () => true }: { ready?: boolean; only?: (pod: KubeObject) => boolean },
): Promise<number> {
  const { items } = await client.list(KINDS.pod)
  const want = ready ? 'True' : 'False'
  let changed = 0
  for (const pod of items.filter((each) => only(each) && each.metadata.deletionTimestamp === undefined)) {
    const conditions = (pod['status'] as { conditions?: { type: string; status: string }[] }).conditions ?? []
    if (conditions.some(({ type, status }) => type === 'Ready' && status === want)) continue
    const lastTransitionTime = `${new Date(now).toISOString().slice(0, 19)}Z`
    const others = conditions.filter(({ type }) => type !== 'Ready')
    const status = {
      ...(pod['status'] as object),
      phase: 'Running',
      podIP: `10.0.0.${changed + 1}`,
      conditions: [...others, { type: 'Ready', status: want, lastTransitionTime }],
    }
    await client.replace(KINDS.pod, { ...pod, status }, { subresource: 'status' })
    changed++
  }
  return changed
}

function movableTime() {
  let now = START
  let due: { at: number; task: () => void }[] = []
  return {
    clock: { now: () => now },
    scheduler: {
      after(delayMs: number, task: () => void) {
        const entry = { at: now + delayMs, task }
        due.push(entry)
        return {
          cancel() {
            due = due.filter((each) => each !== entry)
          },
        }
      },
    },
    advance(milliseconds: number) {
      now += milliseconds
      const ready = due.filter(({ at }) => at <= now).sort((left, right) => left.at - right.at)
      due = due.filter(({ at }) => at > now)
      for (const { task } of ready) task()
    },
  }
}

function seededRandom() {
  let next = 1
  return {
    bytes: (count: number) =>
      Uint8Array.from({ length: count }, () => {
        next = (next * 1_103_515_245 + 12_345) % 2 ** 31
        return (next >> 16) & 255
      }),
  }
}
