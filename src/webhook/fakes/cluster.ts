/** The service accounts of a cluster behind the client port, with the faults that a test switches on. */
import { type KubeObject, type KubernetesClient, KubernetesError, type WatchHandlers } from '../../kube/index.ts'

export interface FakeCluster {
  readonly client: KubernetesClient
  /** Makes or changes an account; `silently`: the watch does not hear of it. */
  put(namespace: string, name: string, annotations?: Record<string, string>, silently?: boolean): void
  remove(namespace: string, name: string): void
  /** Ends every watch, as the server or the network does. */
  endWatches(): void
  /** What the API does from now on. */
  api: 'answers' | 'refuses' | 'forbids' | 'hangs'
  readonly calls: { get: number; list: number; watch: number }
}

export function fakeCluster(): FakeCluster {
  const accounts = new Map<string, KubeObject>()
  const watchers = new Set<WatchHandlers>()
  const calls = { get: 0, list: 0, watch: 0 }
  let version = 1
  const trouble = async () => {
    const code = { answers: undefined, hangs: undefined, refuses: 503, forbids: 403 }[cluster.api]
    if (code !== undefined) throw new KubernetesError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code })
    if (cluster.api === 'hangs') await new Promise(() => undefined)
  }
  const client: Pick<KubernetesClient, 'get' | 'list' | 'watch'> = {
    async get(_kind, { namespace = '', name }) {
      calls.get++
      await trouble()
      return accounts.get(`${namespace}/${name}`)
    },
    async list() {
      calls.list++
      await trouble()
      return { items: [...accounts.values()], resourceVersion: String(version) }
    },
    async watch(_kind, _query, handlers) {
      calls.watch++
      await trouble()
      watchers.add(handlers)
      return { close: () => void watchers.delete(handlers) }
    },
  }
  const cluster: FakeCluster = {
    client: client as KubernetesClient,
    calls,
    api: 'answers',
    put(namespace, name, annotations = {}, silently = false) {
      const key = `${namespace}/${name}`
      const type = accounts.has(key) ? 'MODIFIED' : 'ADDED'
      const metadata = { namespace, name, annotations, resourceVersion: String(++version) }
      const object: KubeObject = { apiVersion: 'v1', kind: 'ServiceAccount', metadata }
      accounts.set(key, object)
      if (silently) return
      for (const watcher of watchers) watcher.onEvent({ type, object })
    },
    remove(namespace, name) {
      const object = accounts.get(`${namespace}/${name}`)
      accounts.delete(`${namespace}/${name}`)
      if (object === undefined) return
      for (const watcher of watchers) watcher.onEvent({ type: 'DELETED', object })
    },
    endWatches() {
      const ended = [...watchers]
      watchers.clear()
      for (const watcher of ended) watcher.onEnd()
    },
  }
  return cluster
}
