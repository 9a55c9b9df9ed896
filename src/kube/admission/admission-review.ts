/**
 * AdmissionReview `admission.k8s.io/v1`: what the API server and an admission webhook say to each other.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 */
import type { JsonObject } from '../../base/index.ts'

export const ADMISSION_API_VERSION = 'admission.k8s.io/v1'

export interface GroupVersionKind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

export interface GroupVersionResource {
  readonly group: string
  readonly version: string
  readonly resource: string
}

export interface AdmissionUser {
  readonly username: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

export interface AdmissionRequest {
  readonly uid: string
  readonly kind: GroupVersionKind
  readonly resource: GroupVersionResource
  readonly subResource?: string
  readonly requestKind?: GroupVersionKind
  readonly requestResource?: GroupVersionResource
  readonly requestSubResource?: string
  /** Absent for objects that are made with `generateName`. */
  readonly name?: string
  readonly namespace?: string
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'
  readonly userInfo: AdmissionUser
  readonly object: JsonObject | null
  readonly oldObject: JsonObject | null
  readonly dryRun: boolean
  readonly options: JsonObject | null
}

export interface AdmissionResponse {
  /** Must be the request's. */
  readonly uid: string
  readonly allowed: boolean
  readonly patchType?: 'JSONPatch'
  /** A JSON patch, base64. */
  readonly patch?: string
  readonly warnings?: readonly string[]
  readonly status?: { readonly code?: number; readonly message?: string; readonly reason?: string }
  readonly auditAnnotations?: Readonly<Record<string, string>>
}

export interface AdmissionReview {
  readonly apiVersion: string
  readonly kind: 'AdmissionReview'
  readonly request?: AdmissionRequest
  readonly response?: AdmissionResponse
}
