/**
 * The ReplicaSet with the Deployment's present template: found (an old one again, after `kubectl rollout undo`) or made.
 * Its name ends in the hash of the template; if something else has that name, a collision is counted into the hash.
 */
import {
  controllerOf,
  controllerReference,
  deepEqual,
  KINDS,
  type KubeObject,
  KubernetesError,
  type NewObject,
  podTemplateHash,
} from '../../../kube/index.ts'
import { replaceAndRecord } from '../controller.ts'
import { numberIn, objectIn, timestamp } from '../members.ts'
import { deadlineOf, progressing, withProgress } from './progress.ts'
import { annotationsAsNewest, copiedAnnotations, nextRevision, REVISION, scaleAnnotations } from './revision.ts'
import { isRollingUpdate, maxReplicas, replicasOf } from './rolling-limits.ts'
import {
  allReplicaSets,
  bareTemplate,
  COMPONENT,
  HASH_LABEL,
  type Rollout,
  tellScaled,
  totalReplicas,
  writeStatus,
} from './rollout.ts'

/** @param mayCreate false while paused: what is there gets its revision, nothing new is begun */
export async function syncNewest(rollout: Rollout, mayCreate: boolean): Promise<void> {
  const revision = nextRevision(rollout.older)
  if (rollout.newest !== undefined) await refreshNewest(rollout, rollout.newest, revision)
  else if (mayCreate) await createNewest(rollout, revision)
}

async function refreshNewest(rollout: Rollout, newest: KubeObject, revision: number): Promise<void> {
  const { context, deployment } = rollout
  const annotations = annotationsAsNewest(newest, deployment, revision)
  const minReadySeconds = numberIn(deployment['spec'], 'minReadySeconds') ?? 0
  if (annotations !== undefined || minReadySeconds !== (numberIn(newest['spec'], 'minReadySeconds') ?? 0)) {
    const spec = { ...objectIn(newest, 'spec'), minReadySeconds }
    const metadata = { ...newest.metadata, annotations: annotations ?? newest.metadata.annotations ?? {} }
    rollout.newest = await replaceAndRecord(context, KINDS.replicaSet, { ...newest, metadata, spec })
  }
  await setRevision(rollout, String(rollout.newest?.metadata.annotations?.[REVISION] ?? revision))
  if (progressing(rollout.deployment) === undefined) {
    await setProgress(rollout, 'FoundNewReplicaSet', `Found new replica set "${newest.metadata.name}"`)
  }
}

async function createNewest(rollout: Rollout, revision: number): Promise<void> {
  const { context } = rollout
  const wanted = newReplicaSet(rollout, revision)
  const name = wanted.metadata.name ?? ''
  try {
    rollout.newest = await context.client.create(KINDS.replicaSet, wanted)
    context.informers.of(KINDS.replicaSet).record(rollout.newest)
    const replicas = replicasOf(rollout.newest)
    if (replicas > 0) tellScaled(rollout, name, 0, replicas)
  } catch (error) {
    if (!(error instanceof KubernetesError) || error.reason !== 'AlreadyExists') throw await failedToCreate(rollout, error)
    rollout.newest = await ownOfThatName(rollout, name)
    if (rollout.newest === undefined) {
      await countCollision(rollout)
      throw error
    }
  }
  await setRevision(rollout, String(revision))
  await setProgress(rollout, 'NewReplicaSetCreated', `Created new replica set "${name}"`)
}

function newReplicaSet(rollout: Rollout, revision: number): NewObject {
  const { deployment } = rollout
  const spec = objectIn(deployment, 'spec')
  const template = structuredClone(objectIn(spec, 'template'))
  const hash = podTemplateHash(template, numberIn(deployment['status'], 'collisionCount') ?? 0)
  const metadata = objectIn(template, 'metadata')
  const labels = { ...objectIn(metadata, 'labels'), [HASH_LABEL]: hash } as Record<string, string>
  const selector = objectIn(spec, 'selector')
  return {
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      ...(deployment.metadata.namespace === undefined ? {} : { namespace: deployment.metadata.namespace }),
      labels,
      annotations: { ...copiedAnnotations(deployment), ...scaleAnnotations(deployment), [REVISION]: String(revision) },
      ownerReferences: [controllerReference(KINDS.deployment, deployment)],
    },
    spec: {
      replicas: newestReplicas(rollout),
      minReadySeconds: numberIn(spec, 'minReadySeconds') ?? 0,
      selector: { ...selector, matchLabels: { ...objectIn(selector, 'matchLabels'), [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...metadata, labels } },
    },
  }
}

/** As many as fit beside the older ones. */
export function newestReplicas(rollout: Rollout): number {
  const { deployment, newest } = rollout
  const wanted = replicasOf(deployment)
  if (!isRollingUpdate(deployment)) return wanted
  const present = newest === undefined ? 0 : replicasOf(newest)
  const room = maxReplicas(deployment) - totalReplicas(allReplicaSets(rollout))
  return present + Math.max(0, Math.min(room, wanted - present))
}

async function ownOfThatName({ context, deployment }: Rollout, name: string): Promise<KubeObject | undefined> {
  const { namespace, uid } = deployment.metadata
  const standing = await context.client.get(KINDS.replicaSet, { name, ...(namespace === undefined ? {} : { namespace }) })
  if (standing === undefined) return undefined
  context.informers.of(KINDS.replicaSet).record(standing)
  const isOurs = controllerOf(standing)?.uid === uid && deepEqual(bareTemplate(standing), bareTemplate(deployment))
  return isOurs ? standing : undefined
}

async function countCollision(rollout: Rollout): Promise<void> {
  const status = objectIn(rollout.deployment, 'status')
  await writeStatus(rollout, { ...status, collisionCount: (numberIn(status, 'collisionCount') ?? 0) + 1 })
}

async function failedToCreate(rollout: Rollout, error: unknown): Promise<unknown> {
  const { context, deployment } = rollout
  const why = error instanceof Error ? error.message : String(error)
  const message = `Failed to create new replica set "${deployment.metadata.name}": ${why}`
  context.recordEvent(deployment, { type: 'Warning', reason: 'ReplicaSetCreateError', message, component: COMPONENT })
  const now = timestamp(context.clock.now())
  const failed = { status: 'False', reason: 'ReplicaSetCreateError', message } as const
  const standing = progressing(deployment)
  if (standing?.['reason'] !== failed.reason) await writeStatus(rollout, withProgress(deployment, failed, now))
  return error
}

async function setProgress(rollout: Rollout, reason: string, message: string): Promise<void> {
  const { context, deployment } = rollout
  if (deadlineOf(deployment) === undefined) return
  const now = timestamp(context.clock.now())
  await writeStatus(rollout, withProgress(deployment, { status: 'True', reason, message }, now))
}

async function setRevision(rollout: Rollout, revision: string): Promise<void> {
  const { context, deployment } = rollout
  if (deployment.metadata.annotations?.[REVISION] === revision) return
  const annotations = { ...deployment.metadata.annotations, [REVISION]: revision }
  const wanted = { ...deployment, metadata: { ...deployment.metadata, annotations } }
  rollout.deployment = await replaceAndRecord(context, KINDS.deployment, wanted)
}
