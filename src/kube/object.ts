/**
 * Kubernetes objects as they are on the wire: plain JSON, unknown fields kept.
 * Source: https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md
 */
import type { JsonObject, JsonValue } from '../base/index.ts'

export interface OwnerReference {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

export interface ObjectMeta {
  name: string
  namespace?: string
  generateName?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  /** RFC 3339, whole seconds. */
  creationTimestamp?: string
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
  ownerReferences?: OwnerReference[]
  finalizers?: string[]
}

/** Any object of the API. Kinds add `spec`, `status`, `data` and so on. */
export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  [member: string]: unknown
}

/** An object that is about to be made: the server fills in what is missing. */
export type NewObject = Omit<KubeObject, 'metadata' | 'apiVersion' | 'kind'> & {
  apiVersion?: string
  kind?: string
  metadata: Partial<ObjectMeta>
}

export interface KubeList<Item extends KubeObject = KubeObject> {
  readonly items: readonly Item[]
  readonly resourceVersion: string
  readonly continue?: string
}

/** meta/v1 Status: what the API answers when it refuses, and when there is nothing else to say. */
export interface Status {
  kind: 'Status'
  apiVersion: 'v1'
  metadata: JsonObject
  status: 'Success' | 'Failure'
  message?: string
  reason?: string
  details?: JsonObject
  code: number
}

/** A patch in one of the API's content types. */
export type Patch =
  | { readonly type: 'json'; readonly body: readonly JsonValue[] }
  | { readonly type: 'merge'; readonly body: JsonObject }
  | { readonly type: 'strategic'; readonly body: JsonObject }
  | { readonly type: 'apply'; readonly body: JsonObject; readonly force?: boolean }
