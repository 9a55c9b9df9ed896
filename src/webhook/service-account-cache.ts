/**
 * The annotations of every service account of a cluster, fed by list and watch through the client port.
 *
 * Promises: while the watch lives, a service account that is known is answered from memory; one that is not is read
 * from the API (one read for all who ask at the same time), so that an account made a moment ago is never missed.
 * While the watch is broken everything is read from the API, and memory is only the last resort.
 * INVARIANT (one source): only list and watch change the cache, so that a late answer of the API revives nothing.
 */
import type { Scheduler } from '../base/index.ts'
import type { KubeObject, ObjectMeta } from '../kube/index.ts'
import { createServiceAccountReader, type Lookup, ourAnnotations } from './service-account-reader.ts'
import type { Annotations } from './service-account-settings.ts'
import { type ServiceAccountWatch, type WatchOptions, watchServiceAccounts } from './service-account-watch.ts'
import type { WebhookConfig } from './webhook-config.ts'

export interface ServiceAccountCache extends Pick<ServiceAccountWatch, 'synced' | 'started' | 'close'> {
  /** From memory, at once; `undefined` if memory does not know or is not up to date. */
  peek(namespace: string, name: string): Annotations | undefined
  /** From the API, within the configured times. Never rejects. */
  read(namespace: string, name: string): Promise<Lookup>
}

export interface CacheOptions extends WatchOptions {
  readonly config: WebhookConfig
}

export function createServiceAccountCache(options: CacheOptions): ServiceAccountCache {
  const { scheduler, config } = options
  const arrivals = createArrivals(scheduler, config.lookupGraceMs)
  const readOnce = createServiceAccountReader(options)
  let accounts = new Map<string, Annotations>()

  const keep = (object: KubeObject) => {
    const key = keyOf(object.metadata)
    const annotations = ourAnnotations(object, config.annotationPrefix)
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
      const lookup = await readOnce(namespace, name)
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

function keyOf({ namespace = '', name }: Pick<ObjectMeta, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`
}
