/**
 * Brings a Deployment's pods from one template to the next, through ReplicaSets.
 * Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 * Promises: status, conditions and annotations as `kubectl rollout status|history|undo|restart` read them.
 */
import { controllerOf, KINDS, type KubeObject } from '../../../kube/index.ts'
import { claimDependents } from '../claim-dependents.ts'
import { type ControllerContext, queueOver } from '../controller.ts'
import { keyOf } from '../informer.ts'
import { objectIn, timestamp } from '../members.ts'
import { ownersOfOrphan } from '../owners-of-orphan.ts'
import type { WorkQueue } from '../work-queue.ts'
import { trimHistory } from './history.ts'
import { syncNewest } from './newest-replica-set.ts'
import { deadlineOf, isComplete, progressing, untilDeadline, withProgress } from './progress.ts'
import { recreate } from './recreate.ts'
import { isRollingUpdate } from './rolling-limits.ts'
import { rollingUpdate } from './rolling-update.ts'
import { openRollout, type Rollout, writeStatus } from './rollout.ts'
import { isBeingScaled, scaleDeployment } from './scale.ts'
import { countedStatus, rolloutStatus } from './status.ts'

export function deploymentController(context: ControllerContext): WorkQueue {
  const { informers } = context
  const queue: WorkQueue = queueOver(context, 'deployment', KINDS.deployment, (deployment) => sync(context, queue, deployment))
  const deployments = informers.of(KINDS.deployment)
  const replicaSets = informers.of(KINDS.replicaSet)
  replicaSets.onChange(({ object }) => {
    const owner = controllerOf(object)
    const { namespace } = object.metadata
    if (owner?.kind === KINDS.deployment.kind) queue.add(`${namespace}/${owner.name}`)
    else if (owner === undefined) for (const name of ownersOfOrphan(deployments, object)) queue.add(`${namespace}/${name}`)
  })
  // Recreate waits for the last old pod to be gone.
  informers.of(KINDS.pod).onChange(({ object, gone }) => {
    const replicaSet = replicaSets.byUid(controllerOf(object)?.uid ?? '')
    const owner = replicaSet === undefined ? undefined : controllerOf(replicaSet)
    if (gone && owner?.kind === KINDS.deployment.kind) queue.add(`${object.metadata.namespace}/${owner.name}`)
  })
  return queue
}

async function sync(context: ControllerContext, queue: WorkQueue, deployment: KubeObject): Promise<void> {
  const claimed = await claimDependents(context, KINDS.deployment, deployment, KINDS.replicaSet)
  const rollout = openRollout(context, deployment, claimed)
  if (deployment.metadata.deletionTimestamp !== undefined) {
    await writeStatus(rollout, countedStatus(rollout, context.clock.now()))
    return
  }
  await notePause(rollout)
  const paused = isPaused(deployment)
  if (paused || isBeingScaled(rollout)) {
    await syncNewest(rollout, false)
    await scaleDeployment(rollout)
    await writeStatus(rollout, countedStatus(rollout, context.clock.now()))
    if (paused) await trimHistory(rollout)
    return
  }
  if (isRollingUpdate(deployment)) await rollingUpdate(rollout)
  else await recreate(rollout)
  await finish(rollout, queue)
}

async function finish(rollout: Rollout, queue: WorkQueue): Promise<void> {
  const { clock } = rollout.context
  const status = rolloutStatus(rollout, clock.now())
  await writeStatus(rollout, status)
  if (isComplete(rollout.deployment, status)) await trimHistory(rollout)
  const left = untilDeadline(rollout.deployment, clock.now())
  if (left !== undefined && left > 0) queue.addAfter(keyOf(rollout.deployment), left)
}

function isPaused(deployment: KubeObject): boolean {
  return objectIn(deployment, 'spec')['paused'] === true
}

/** A paused rollout has no deadline; a resumed one has it anew. */
async function notePause(rollout: Rollout): Promise<void> {
  const { context, deployment } = rollout
  if (deadlineOf(deployment) === undefined) return
  const reason = progressing(deployment)?.['reason']
  if (reason === 'ProgressDeadlineExceeded') return
  const now = timestamp(context.clock.now())
  const noted = reason === 'DeploymentPaused'
  if (isPaused(deployment) && !noted) {
    const progress = { status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' } as const
    await writeStatus(rollout, withProgress(deployment, progress, now))
  } else if (!isPaused(deployment) && noted) {
    const progress = { status: 'Unknown', reason: 'DeploymentResumed', message: 'Deployment is resumed' } as const
    await writeStatus(rollout, withProgress(deployment, progress, now))
  }
}
