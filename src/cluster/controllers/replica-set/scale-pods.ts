/**
 * Makes the pods that are missing, deletes those that are too many, and tells so in events.
 * Pods are made in batches that double (1, 2, 4 ...), so that a refusal that concerns all costs one attempt.
 */
import { KINDS, type KubeObject, KubernetesError, podFromTemplate } from '../../../kube/index.ts'
import { type ControllerContext, deleteAndLearn } from '../controller.ts'
import { numberIn, objectIn } from '../members.ts'
import { inDeletionOrder } from './deletion-order.ts'

const BURST = 500
const COMPONENT = 'replicaset-controller'

export interface ScalingFailure {
  readonly reason: 'FailedCreate' | 'FailedDelete'
  readonly error: Error
}

/** @param pods the active ones */
export async function scalePods(
  context: ControllerContext,
  replicaSet: KubeObject,
  pods: readonly KubeObject[],
): Promise<ScalingFailure | undefined> {
  const missing = (numberIn(replicaSet['spec'], 'replicas') ?? 0) - pods.length
  if (missing > 0) return makePods(context, replicaSet, Math.min(missing, BURST))
  if (missing < 0) return deletePods(context, replicaSet, inDeletionOrder(pods).slice(0, Math.min(-missing, BURST)))
  return undefined
}

async function makePods(context: ControllerContext, replicaSet: KubeObject, count: number): Promise<ScalingFailure | undefined> {
  let left = count
  for (let batch = 1; left > 0; batch *= 2) {
    const size = Math.min(batch, left)
    const outcomes = await Promise.allSettled(Array.from({ length: size }, () => makePod(context, replicaSet)))
    const refused = outcomes.find((outcome) => outcome.status === 'rejected')
    if (refused !== undefined) return { reason: 'FailedCreate', error: asError(refused.reason) }
    left -= size
  }
  return undefined
}

async function makePod(context: ControllerContext, replicaSet: KubeObject): Promise<void> {
  const { client, informers, recordEvent } = context
  const template = objectIn(replicaSet, 'spec')['template']
  try {
    const pod = await client.create(KINDS.pod, podFromTemplate(KINDS.replicaSet, replicaSet, template))
    informers.of(KINDS.pod).record(pod)
    const message = `Created pod: ${pod.metadata.name}`
    recordEvent(replicaSet, { type: 'Normal', reason: 'SuccessfulCreate', message, component: COMPONENT })
  } catch (error) {
    if (!isTerminating(error)) {
      const message = `Error creating: ${asError(error).message}`
      recordEvent(replicaSet, { type: 'Warning', reason: 'FailedCreate', message, component: COMPONENT })
    }
    throw error
  }
}

async function deletePods(
  context: ControllerContext,
  replicaSet: KubeObject,
  pods: readonly KubeObject[],
): Promise<ScalingFailure | undefined> {
  const outcomes = await Promise.allSettled(pods.map((pod) => deletePod(context, replicaSet, pod)))
  const refused = outcomes.find((outcome) => outcome.status === 'rejected')
  return refused === undefined ? undefined : { reason: 'FailedDelete', error: asError(refused.reason) }
}

async function deletePod(context: ControllerContext, replicaSet: KubeObject, pod: KubeObject): Promise<void> {
  const { name } = pod.metadata
  try {
    await deleteAndLearn(context, KINDS.pod, pod)
    const message = `Deleted pod: ${name}`
    context.recordEvent(replicaSet, { type: 'Normal', reason: 'SuccessfulDelete', message, component: COMPONENT })
  } catch (error) {
    const message = `Error deleting: ${asError(error).message}`
    context.recordEvent(replicaSet, { type: 'Warning', reason: 'FailedDelete', message, component: COMPONENT })
    throw error
  }
}

/** A namespace on its way out takes nothing more: that is no news. */
function isTerminating(error: unknown): boolean {
  return error instanceof KubernetesError && error.code === 403 && error.message.includes('it is being terminated')
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
