/** Recreate: all old pods first go, entirely; then the new ones come. */
import { controllerOf, isPodFinished, KINDS } from '../../../kube/index.ts'
import { syncNewest } from './newest-replica-set.ts'
import { replicasOf } from './rolling-limits.ts'
import { type Rollout, scaleReplicaSet } from './rollout.ts'

export async function recreate(rollout: Rollout): Promise<void> {
  await syncNewest(rollout, false)
  let shrunk = false
  for (const replicaSet of rollout.older) {
    if (replicasOf(replicaSet) > 0) shrunk = (await scaleReplicaSet(rollout, replicaSet, 0)) || shrunk
  }
  if (shrunk || oldPodsRun(rollout)) return
  await syncNewest(rollout, true)
  if (rollout.newest !== undefined) await scaleReplicaSet(rollout, rollout.newest, replicasOf(rollout.deployment))
}

/** Also those that are being deleted: until they are gone, they run. */
function oldPodsRun({ context, deployment, older }: Rollout): boolean {
  const owners = new Set(older.map(({ metadata }) => metadata.uid))
  return context.informers
    .of(KINDS.pod)
    .list(deployment.metadata.namespace)
    .some((pod) => owners.has(controllerOf(pod)?.uid ?? '') && !isPodFinished(pod))
}
