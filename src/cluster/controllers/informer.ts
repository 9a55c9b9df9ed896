/**
 * All objects of one kind, in memory, kept up to date: list, then watch; when a watch ends, list again.
 * Source of the protocol: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 * Promises: what a controller has written and recorded here is never replaced by something older, so that a
 * controller that looks again at once does not do its work twice.
 */
import type { Log, ScheduledTask, Scheduler } from '../../base/index.ts'
import type { Kind, KubeObject, KubernetesClient, WatchSubscription } from '../../kube/index.ts'

const FIRST_RETRY_MS = 50
const LAST_RETRY_MS = 30_000
const REMEMBERED_DELETIONS = 5_000

/** `previous` is absent for an object seen for the first time. */
export interface ObjectChange {
  readonly object: KubeObject
  readonly previous?: KubeObject
  readonly gone: boolean
}

export interface Informer {
  readonly kind: Kind
  get(namespace: string | undefined, name: string): KubeObject | undefined
  byUid(uid: string): KubeObject | undefined
  /** Absent namespace: all. */
  list(namespace?: string): KubeObject[]
  onChange(listener: (change: ObjectChange) => void): void
  /** What a write has answered. */
  record(object: KubeObject): void
  /** The object is known to be gone. */
  forget(object: KubeObject): void
  /** Resolves once everything has been seen for the first time, or after `stop`. */
  start(): Promise<void>
  stop(): void
}

export interface InformerOptions {
  readonly client: KubernetesClient
  readonly scheduler: Scheduler
  readonly log?: Log
}

export function keyOf(object: KubeObject): string {
  const { namespace, name } = object.metadata
  return namespace === undefined ? name : `${namespace}/${name}`
}

export function createInformer(kind: Kind, options: InformerOptions): Informer {
  const cache = createCache()
  const follower = follow(kind, options, cache)
  return {
    kind,
    get: (namespace, name) => cache.byKey.get(namespace === undefined ? name : `${namespace}/${name}`),
    byUid: (uid) => cache.byUid.get(uid),
    list: (namespace) => {
      const all = [...cache.byKey.values()]
      return namespace === undefined ? all : all.filter((object) => object.metadata.namespace === namespace)
    },
    onChange: (listener) => cache.listeners.push(listener),
    record: cache.put,
    forget: cache.remove,
    ...follower,
  }
}

interface Cache {
  readonly byKey: Map<string, KubeObject>
  readonly byUid: Map<string, KubeObject>
  readonly listeners: ((change: ObjectChange) => void)[]
  put(object: KubeObject): void
  remove(object: KubeObject): void
  /** Everything that stood at `resourceVersion`. */
  replaceAll(objects: readonly KubeObject[], resourceVersion: string): void
}

function createCache(): Cache {
  const byKey = new Map<string, KubeObject>()
  const byUid = new Map<string, KubeObject>()
  const listeners: ((change: ObjectChange) => void)[] = []
  // An answer to a write may come after the news that the object is gone: it must not bring it back.
  const deleted = new Set<string>()
  const tell = (change: ObjectChange): void => {
    for (const listener of listeners) listener(change)
  }
  const remove = (object: KubeObject): void => {
    const uid = object.metadata.uid ?? ''
    deleted.add(uid)
    for (const oldest of deleted) if (deleted.size > REMEMBERED_DELETIONS) deleted.delete(oldest)
    const standing = byUid.get(uid)
    if (standing === undefined) return
    byUid.delete(uid)
    if (byKey.get(keyOf(standing))?.metadata.uid === uid) byKey.delete(keyOf(standing))
    tell({ object, previous: standing, gone: true })
  }
  const put = (object: KubeObject): void => {
    const uid = object.metadata.uid ?? ''
    if (deleted.has(uid)) return
    const standing = byKey.get(keyOf(object))
    if (standing !== undefined && !isNewer(object, standing)) return
    if (standing !== undefined && standing.metadata.uid !== uid) remove(standing)
    const previous = standing?.metadata.uid === uid ? standing : undefined
    byKey.set(keyOf(object), object)
    byUid.set(uid, object)
    tell({ object, gone: false, ...(previous === undefined ? {} : { previous }) })
  }
  return {
    byKey,
    byUid,
    listeners,
    put,
    remove,
    replaceAll(objects, resourceVersion) {
      const present = new Set(objects.map(({ metadata }) => metadata.uid))
      for (const standing of [...byKey.values()]) {
        const isYounger = compareVersions(standing.metadata.resourceVersion ?? '', resourceVersion) > 0
        if (!present.has(standing.metadata.uid) && !isYounger) remove(standing)
      }
      for (const object of objects) put(object)
    },
  }
}

function isNewer(object: KubeObject, standing: KubeObject): boolean {
  return compareVersions(object.metadata.resourceVersion ?? '', standing.metadata.resourceVersion ?? '') > 0
}

/** Resource versions are decimal numbers that may be larger than a double holds exactly. */
function compareVersions(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length
  return left < right ? -1 : left > right ? 1 : 0
}

function follow(kind: Kind, { client, scheduler, log }: InformerOptions, cache: Cache): Pick<Informer, 'start' | 'stop'> {
  let stopped = false
  let retryMs = FIRST_RETRY_MS
  let retry: ScheduledTask | undefined
  let subscription: WatchSubscription | undefined
  let synced = (): void => {}
  const again = (why: string): void => {
    if (stopped) return
    log?.write('debug', 'a watch has ended', { kind: kind.kind, why, retryMs })
    retry = scheduler.after(retryMs, () => void cycle())
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
  }
  const onEvent = (event: { readonly type: string; readonly object: KubeObject }): void => {
    if (stopped) return
    retryMs = FIRST_RETRY_MS
    if (event.type === 'DELETED') cache.remove(event.object)
    else cache.put(event.object)
  }
  const cycle = async (): Promise<void> => {
    try {
      const { items, resourceVersion } = await client.list(kind)
      if (stopped) return
      cache.replaceAll(items, resourceVersion)
      synced()
      const opened = await client.watch(
        kind,
        { resourceVersion },
        { onEvent, onEnd: (error) => again(error?.message ?? 'ended') },
      )
      if (stopped) opened.close()
      else subscription = opened
    } catch (error) {
      // Whatever keeps us from the cluster (refused, unreachable), the answer is the same: ask again later.
      again(error instanceof Error ? error.message : String(error))
    }
  }
  return {
    start() {
      const first = new Promise<void>((resolve) => {
        synced = resolve
      })
      void cycle()
      return first
    },
    stop() {
      stopped = true
      retry?.cancel()
      subscription?.close()
      synced()
    },
  }
}
