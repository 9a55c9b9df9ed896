/**
 * Admission: what is looked at and changed between decoding and validation.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/
 */
import type { KubeObject } from '../../../kube/index.ts'
import type { RequestContext, Target } from '../request-context.ts'

export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'

export interface AdmissionAttributes {
  readonly operation: AdmissionOperation
  readonly target: Target
  readonly context: RequestContext
  /** The object as it would be stored; absent on DELETE. */
  readonly object?: KubeObject
  readonly old?: KubeObject
}

/** Returns the object, changed or not; refuses by throwing a `KubernetesError`. */
export type AdmissionStage = (attributes: AdmissionAttributes) => Promise<KubeObject | undefined>

/** Runs the stages in order, each on what the one before has made. */
export function inOrder(stages: readonly AdmissionStage[]): AdmissionStage {
  return async (attributes) => {
    let current = attributes
    for (const stage of stages) {
      const object = await stage(current)
      if (object !== undefined) current = { ...current, object }
    }
    return current.object
  }
}
