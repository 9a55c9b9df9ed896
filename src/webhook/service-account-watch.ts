/**
 * List, watch, and list again when the watch ends, with growing delays: what keeps a picture of all service accounts.
 * Source of the pattern: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
import type { Clock, Log, ScheduledTask, Scheduler } from '../base/index.ts'
import { KINDS, type KubeObject, type KubernetesClient, type WatchEvent, type WatchSubscription } from '../kube/index.ts'

export interface WatchedAccounts {
  /** Everything there is; replaces what was known. */
  onList(items: readonly KubeObject[]): void
  onEvent(event: WatchEvent): void
}

export interface ServiceAccountWatch {
  /** True while the watch lives: what is known is up to date. */
  live(): boolean
  /** True once a list has been read. */
  synced(): boolean
  /** Resolves when the first list has been read or has failed. */
  readonly started: Promise<void>
  close(): void
}

export interface WatchOptions {
  readonly client: KubernetesClient
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly log?: Log
}

const PAGE = 500
const FIRST_DELAY_MS = 100
const MAX_DELAY_MS = 30_000
/** A watch that lived so long was a good one: the next delays begin anew. */
const GOOD_WATCH_MS = 10_000

export function watchServiceAccounts(options: WatchOptions, accounts: WatchedAccounts): ServiceAccountWatch {
  const { client, clock, scheduler, log } = options
  let live = false
  let synced = false
  let closed = false
  let failures = 0
  let watch: WatchSubscription | undefined
  let retry: ScheduledTask | undefined

  const again = (startedAt: number, why: string) => {
    live = false
    watch = undefined
    if (closed) return
    if (clock.now() - startedAt > GOOD_WATCH_MS) failures = 0
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** failures, MAX_DELAY_MS)
    failures++
    log?.write('warn', 'the watch of service accounts has ended; listing again', { why, delayMs })
    retry = scheduler.after(delayMs, () => void listAndWatch())
  }
  const listAndWatch = async (): Promise<void> => {
    const startedAt = clock.now()
    let ended = false
    const end = (why: string) => {
      if (!ended) again(startedAt, why)
      ended = true
    }
    try {
      const { items, resourceVersion } = await listAll(client)
      if (closed) return
      accounts.onList(items)
      synced = true
      const subscription = await client.watch(
        KINDS.serviceAccount,
        { resourceVersion },
        { onEvent: accounts.onEvent, onEnd: (error) => end(error?.message ?? 'the server ended it') },
      )
      if (closed || ended) return subscription.close()
      watch = subscription
      live = true
    } catch (error) {
      // Whatever the client throws means the same: the cluster could not be reached, so it is asked again later.
      end(error instanceof Error ? error.message : 'unknown')
    }
  }
  return {
    live: () => live,
    synced: () => synced,
    started: listAndWatch(),
    close() {
      closed = true
      live = false
      retry?.cancel()
      watch?.close()
    },
  }
}

async function listAll(client: KubernetesClient): Promise<{ items: readonly KubeObject[]; resourceVersion: string }> {
  let page = await client.list(KINDS.serviceAccount, { limit: PAGE })
  const items = [...page.items]
  while (page.continue !== undefined && page.continue !== '') {
    page = await client.list(KINDS.serviceAccount, { limit: PAGE, continue: page.continue })
    items.push(...page.items)
  }
  return { items, resourceVersion: page.resourceVersion }
}
