/**
 * Which objects a workload's selector gives it: its own that still match, orphans that it adopts; its own that no
 * longer match are let go. Source: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#non-template-pod-acquisitions
 */
import {
  controllerOf,
  controllerReference,
  type Kind,
  type KubeObject,
  labelSelectorFromObject,
  matchesLabels,
} from '../../kube/index.ts'
import { type ControllerContext, replaceAndRecord } from './controller.ts'
import { objectIn } from './members.ts'

export async function claimDependents(
  context: ControllerContext,
  ownerKind: Kind,
  owner: KubeObject,
  kind: Kind,
): Promise<KubeObject[]> {
  const selector = labelSelectorFromObject(objectIn(owner, 'spec')['selector'])
  if (!selector.ok || selector.value.length === 0) return []
  const claimed: KubeObject[] = []
  for (const object of context.informers.of(kind).list(owner.metadata.namespace)) {
    const matches = matchesLabels(selector.value, object.metadata.labels)
    const controller = controllerOf(object)
    if (controller?.uid === owner.metadata.uid) {
      if (matches) claimed.push(object)
      else if (owner.metadata.deletionTimestamp === undefined) await release(context, kind, object, owner)
    } else if (controller === undefined && matches && isFree(object, owner)) {
      claimed.push(await adopt(context, ownerKind, owner, kind, object))
    }
  }
  return claimed
}

function isFree(object: KubeObject, owner: KubeObject): boolean {
  return object.metadata.deletionTimestamp === undefined && owner.metadata.deletionTimestamp === undefined
}

function adopt(context: ControllerContext, ownerKind: Kind, owner: KubeObject, kind: Kind, object: KubeObject) {
  const others = (object.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid)
  const ownerReferences = [...others, controllerReference(ownerKind, owner)]
  return replaceAndRecord(context, kind, { ...object, metadata: { ...object.metadata, ownerReferences } })
}

async function release(context: ControllerContext, kind: Kind, object: KubeObject, owner: KubeObject): Promise<void> {
  const ownerReferences = (object.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid)
  await replaceAndRecord(context, kind, { ...object, metadata: { ...object.metadata, ownerReferences } })
}
