/** A cluster in memory behind the client port: enough for the kubelet, with merge patches and watches. */
import { uuid } from '../../../base/index.ts'
import {
  apiVersionOf,
  type Kind,
  type KubeObject,
  type KubernetesClient,
  KubernetesError,
  type NewObject,
  type ObjectName,
  type TokenRequest,
  type WatchHandlers,
} from '../../../kube/index.ts'

export interface MemoryCluster {
  readonly client: KubernetesClient
  readonly tokenRequests: TokenRequest[]
  /** Resolves when an object is as wanted. */
  until(kind: Kind, name: ObjectName, wanted: (object: KubeObject | undefined) => boolean): Promise<KubeObject | undefined>
  all(kind: Kind): KubeObject[]
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one object whose methods share their state
export function memoryCluster(options: { now: () => number; issueToken?: (request: TokenRequest) => string }): MemoryCluster {
  const objects = new Map<string, KubeObject>()
  const watchers = new Set<{ kind: Kind; handlers: WatchHandlers }>()
  const waiting = new Set<() => void>()
  const tokenRequests: TokenRequest[] = []
  let version = 1
  const key = (kind: Kind, name: ObjectName) => `${kind.plural}/${name.namespace ?? ''}/${name.name}`
  const refuse = (code: number, reason: string, message: string) =>
    new KubernetesError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code, reason, message })
  const random = { bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) }

  const store = (kind: Kind, object: KubeObject, type: 'ADDED' | 'MODIFIED') => {
    const stored = structuredClone({ ...object, metadata: { ...object.metadata, resourceVersion: String(++version) } })
    objects.set(key(kind, stored.metadata), stored)
    tell(kind, type, stored)
    return structuredClone(stored)
  }
  const tell = (kind: Kind, type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject) => {
    for (const watcher of watchers) {
      if (watcher.kind.plural === kind.plural)
        queueMicrotask(() => watcher.handlers.onEvent({ type, object: structuredClone(object) }))
    }
    for (const check of [...waiting]) check()
  }
  const existing = (kind: Kind, name: ObjectName) => {
    const object = objects.get(key(kind, name))
    if (object === undefined) throw refuse(404, 'NotFound', `${kind.plural} "${name.name}" not found`)
    return object
  }

  const client: KubernetesClient = {
    get: async (kind, name) => structuredClone(objects.get(key(kind, name))),
    list: async (kind) => ({ items: all(kind), resourceVersion: String(version) }),
    create: async (kind, object: NewObject, write) => {
      const name = {
        name: object.metadata.name ?? '',
        ...(kind.namespaced ? { namespace: object.metadata.namespace ?? 'default' } : {}),
      }
      if (write?.subresource === 'binding') {
        const pod = existing(kind, name)
        return store(
          kind,
          { ...pod, spec: { ...(pod['spec'] as object), nodeName: (object['target'] as { name: string }).name } },
          'MODIFIED',
        )
      }
      if (objects.has(key(kind, name))) throw refuse(409, 'AlreadyExists', `${kind.plural} "${name.name}" already exists`)
      return store(
        kind,
        {
          ...object,
          apiVersion: apiVersionOf(kind),
          kind: kind.kind,
          metadata: { uid: uuid(random), ...object.metadata, ...name },
        },
        'ADDED',
      )
    },
    replace: async (kind, object) => store(kind, object, 'MODIFIED'),
    patch: async (kind, name, patch) => {
      const object = existing(kind, name)
      const body = patch.body as { metadata?: { uid?: string } }
      if (body.metadata?.uid !== undefined && body.metadata.uid !== object.metadata.uid)
        throw refuse(409, 'Conflict', 'another uid')
      return store(kind, merge(object, body) as KubeObject, 'MODIFIED')
    },
    delete: async (kind, name, how) => {
      const object = objects.get(key(kind, name))
      if (object === undefined) return
      if (kind.plural === 'pods' && how?.gracePeriodSeconds !== 0) {
        const grace = how?.gracePeriodSeconds ?? 30
        const metadata = {
          ...object.metadata,
          deletionTimestamp: new Date(options.now()).toISOString(),
          deletionGracePeriodSeconds: grace,
        }
        store(kind, { ...object, metadata }, 'MODIFIED')
        return
      }
      objects.delete(key(kind, name))
      tell(kind, 'DELETED', object)
    },
    watch: async (kind, _query, handlers) => {
      const watcher = { kind, handlers }
      watchers.add(watcher)
      return { close: () => void watchers.delete(watcher) }
    },
    createToken: async (_account, request) => {
      tokenRequests.push(request)
      const expiresAt = options.now() + request.expirationSeconds * 1000
      return {
        token: options.issueToken?.(request) ?? `token-${tokenRequests.length}`,
        expirationTimestamp: `${new Date(expiresAt).toISOString().slice(0, 19)}Z`,
      }
    },
  }

  function all(kind: Kind): KubeObject[] {
    return [...objects].filter(([name]) => name.startsWith(`${kind.plural}/`)).map(([, object]) => structuredClone(object))
  }
  return {
    client,
    tokenRequests,
    all,
    until: (kind, name, wanted) =>
      new Promise((resolve) => {
        const check = () => {
          const object = objects.get(key(kind, name))
          if (!wanted(object)) return
          waiting.delete(check)
          resolve(structuredClone(object))
        }
        waiting.add(check)
        check()
      }),
  }
}

function merge(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const merged: Record<string, unknown> =
    typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name]
    else merged[name] = merge(merged[name], value)
  }
  return merged
}
