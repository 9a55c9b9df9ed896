/**
 * The annotations of every service account of a cluster, fed by list and watch through the client port.
 *
 * Promises: while the watch lives, a service account that is known is answered from memory; one that is not is read
 * from the API (one read for all who ask at the same time), so that an account made a moment ago is never missed.
 * While the watch is broken everything is read from the API, and memory is only the last resort.
 * INVARIANT (one source): only list and watch change the cache, so that a late answer of the API revives nothing.
 */
import type { Scheduler } from '../base/index.ts'
import { KINDS, type KubeObject, type KubernetesClient, type ObjectMeta } from '../kube/index.ts'
import type { Annotations } from './service-account-settings.ts'
import { type ServiceAccountWatch, type WatchOptions, watchServiceAccounts } from './service-account-watch.ts'
import type { WebhookConfig } from './webhook-config.ts'

export type Lookup =
  | { readonly outcome: 'found'; readonly annotations: Annotations }
  /** The API says that there is none. */
  | { readonly outcome: 'missing' }
  /** The API did not answer in time, or refused. */
  | { readonly outcome: 'unreadable' }

export interface ServiceAccountCache extends Pick<ServiceAccountWatch, 'synced' | 'started' | 'close'> {
  /** From memory, at once; `undefined` if memory does not know or is not up to date. */
  peek(namespace: string, name: string): Annotations | undefined
  /** From the API, within the configured times. Never rejects. */
  read(namespace: string, name: string): Promise<Lookup>
}

export interface CacheOptions extends WatchOptions {
  readonly config: WebhookConfig
}

const NO_ANNOTATIONS: Annotations = Object.freeze({})

export function createServiceAccountCache(options: CacheOptions): ServiceAccountCache {
  const { scheduler, config } = options
  const prefix = `${config.annotationPrefix}/`
  const arrivals = createArrivals(scheduler, config.lookupGraceMs)
  const readOnce = singleFlight((namespace, name) =>
    within(scheduler, config.lookupTimeoutMs, readFromApi(options.client, namespace, name, prefix)),
  )
  let accounts = new Map<string, Annotations>()

  const keep = (object: KubeObject) => {
    const key = keyOf(object.metadata)
    const annotations = ours(object, prefix)
    accounts.set(key, annotations)
    arrivals.tell(key, annotations)
  }
  const watch = watchServiceAccounts(options, {
    onList(items) {
      accounts = new Map()
      for (const item of items) keep(item)
    },
    onEvent({ type, object }) {
      if (type === 'DELETED') accounts.delete(keyOf(object.metadata))
      else keep(object)
    },
  })
  return {
    synced: watch.synced,
    started: watch.started,
    close: watch.close,
    peek: (namespace, name) => (watch.live() ? accounts.get(keyOf({ namespace, name })) : undefined),
    async read(namespace, name) {
      const key = keyOf({ namespace, name })
      const lookup = await within(scheduler, config.lookupTimeoutMs, readOnce(namespace, name))
      if (lookup.outcome === 'found') return lookup
      const known = accounts.get(key)
      if (known !== undefined && (watch.live() || lookup.outcome === 'unreadable'))
        return { outcome: 'found', annotations: known }
      return lookup.outcome === 'missing' && config.lookupGraceMs > 0 ? arrivals.wait(key) : lookup
    },
  }
}

/** Those who wait, for a time, for an account that does not exist yet. */
function createArrivals(scheduler: Scheduler, graceMs: number) {
  const waiting = new Map<string, Set<(annotations: Annotations) => void>>()
  return {
    tell(key: string, annotations: Annotations): void {
      for (const arrived of waiting.get(key) ?? []) arrived(annotations)
    },
    wait: (key: string): Promise<Lookup> =>
      new Promise((resolve) => {
        const here = waiting.get(key) ?? new Set()
        waiting.set(key, here)
        const finish = (lookup: Lookup) => {
          here.delete(arrived)
          if (here.size === 0) waiting.delete(key)
          timer.cancel()
          resolve(lookup)
        }
        const arrived = (annotations: Annotations) => finish({ outcome: 'found', annotations })
        const timer = scheduler.after(graceMs, () => finish({ outcome: 'missing' }))
        here.add(arrived)
      }),
  }
}

type Reading = (namespace: string, name: string) => Promise<Lookup>

/**
 * One read for all who ask at the same time. Who joined a read that was under way and hears "missing" asks once more:
 * the account may have been made after that read began and before they asked.
 */
function singleFlight(read: Reading): Reading {
  const underWay = new Map<string, Promise<Lookup>>()
  const start: Reading = (namespace, name) => {
    const key = keyOf({ namespace, name })
    const running = underWay.get(key)
    if (running !== undefined) return running
    const reading = read(namespace, name).finally(() => underWay.delete(key))
    underWay.set(key, reading)
    return reading
  }
  return async (namespace, name) => {
    const joined = underWay.has(keyOf({ namespace, name }))
    const lookup = await start(namespace, name)
    return joined && lookup.outcome === 'missing' ? start(namespace, name) : lookup
  }
}

async function readFromApi(client: KubernetesClient, namespace: string, name: string, prefix: string): Promise<Lookup> {
  try {
    const object = await client.get(KINDS.serviceAccount, { namespace, name })
    return object === undefined ? { outcome: 'missing' } : { outcome: 'found', annotations: ours(object, prefix) }
  } catch {
    // Whatever kept the API from answering, the pod must not wait for it: it is admitted as it is, with a warning.
    return { outcome: 'unreadable' }
  }
}

function within(scheduler: Scheduler, timeMs: number, lookup: Promise<Lookup>): Promise<Lookup> {
  return new Promise((resolve) => {
    const timer = scheduler.after(timeMs, () => resolve({ outcome: 'unreadable' }))
    void lookup.then((answer) => {
      timer.cancel()
      resolve(answer)
    })
  })
}

/** Only what is under our prefix is kept: most accounts of a large cluster have nothing there. */
function ours(object: KubeObject, prefix: string): Annotations {
  const entries = Object.entries(object.metadata.annotations ?? {}).filter(([name]) => name.startsWith(prefix))
  return entries.length === 0 ? NO_ANNOTATIONS : Object.fromEntries(entries)
}

function keyOf({ namespace = '', name }: Pick<ObjectMeta, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`
}
