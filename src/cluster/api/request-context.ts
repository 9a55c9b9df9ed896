/** Who asks, and how: what every operation of the API is given beside its target. */
import type { AdmissionUser } from '../../kube/index.ts'
import type { ApiResource } from './resource.ts'

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore'

export interface RequestContext {
  readonly user: AdmissionUser
  /** Everything happens but the write. */
  readonly dryRun: boolean
  readonly fieldValidation: FieldValidation
  readonly fieldManager: string
  /** Reaches the client as a `Warning` header. */
  warn(text: string): void
}

/** What a request is about. */
export interface Target {
  readonly resource: ApiResource
  readonly namespace?: string
  readonly name?: string
  readonly subresource?: string
}

export const ADMIN: AdmissionUser = {
  username: 'kubernetes-admin',
  groups: ['system:masters', 'system:authenticated'],
}

export const MASTERS = 'system:masters'
