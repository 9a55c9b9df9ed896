/**
 * The client port: how controllers, kubelet, webhook and inspection reach a cluster, any cluster.
 * Implemented by the rehearsal's own API server (in process) and by `io` for a kubeconfig.
 * Promises: what the API server answers, unchanged. Refusals are `KubernetesError` with the server's Status.
 */
import type { Kind } from './kind.ts'
import type { KubeList, KubeObject, NewObject, Patch, Status } from './object.ts'

/** The server's refusal. `code` is the HTTP status, `reason` its stable word (`NotFound`, `Conflict` ...). */
export class KubernetesError extends Error {
  readonly status: Status

  constructor(status: Status, options?: ErrorOptions) {
    super(status.message ?? status.reason ?? `HTTP ${status.code}`, options)
    this.name = 'KubernetesError'
    this.status = status
  }

  get code(): number {
    return this.status.code
  }

  get reason(): string {
    return this.status.reason ?? ''
  }
}

export interface ObjectName {
  readonly name: string
  /** Absent for kinds of the whole cluster. */
  readonly namespace?: string
}

export interface ListQuery {
  /** Absent: all namespaces. */
  readonly namespace?: string
  /** As on the wire: `app=web,tier!=db`. */
  readonly labelSelector?: string
  /** As on the wire: `metadata.name=x`. */
  readonly fieldSelector?: string
  readonly limit?: number
  readonly continue?: string
}

export type WatchEvent<Item extends KubeObject = KubeObject> = {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: Item
}

export interface WatchHandlers<Item extends KubeObject = KubeObject> {
  onEvent(event: WatchEvent<Item>): void
  /** The watch has ended (too old a version, connection lost): list again and watch anew. Called once. */
  onEnd(error?: Error): void
}

export interface WatchSubscription {
  close(): void
}

export interface WriteOptions {
  readonly fieldManager?: string
  readonly dryRun?: boolean
  /** `status`, `scale` ...; absent: the object itself. */
  readonly subresource?: string
}

export interface DeleteOptions {
  /** Refuse (409) if the object is another one by now. */
  readonly uid?: string
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan'
}

export interface TokenRequest {
  /** Empty: the API server's own audience. */
  readonly audiences: readonly string[]
  readonly expirationSeconds: number
  readonly boundObjectRef?: { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly uid?: string }
}

export interface IssuedToken {
  readonly token: string
  /** RFC 3339. */
  readonly expirationTimestamp: string
}

export interface KubernetesClient {
  /** `undefined` if there is none. */
  get(kind: Kind, name: ObjectName): Promise<KubeObject | undefined>
  list(kind: Kind, query?: ListQuery): Promise<KubeList>
  /** `namespace` is taken from the object's metadata. */
  create(kind: Kind, object: NewObject, options?: WriteOptions): Promise<KubeObject>
  /** A whole object with its resourceVersion; 409 if it has changed. */
  replace(kind: Kind, object: KubeObject, options?: WriteOptions): Promise<KubeObject>
  patch(kind: Kind, name: ObjectName, patch: Patch, options?: WriteOptions): Promise<KubeObject>
  /** Nothing happens if it is not there. */
  delete(kind: Kind, name: ObjectName, options?: DeleteOptions): Promise<void>
  /** Events after `resourceVersion` (of a list). */
  watch(kind: Kind, query: ListQuery & { readonly resourceVersion: string }, handlers: WatchHandlers): Promise<WatchSubscription>
  createToken(serviceAccount: ObjectName, request: TokenRequest): Promise<IssuedToken>
}
