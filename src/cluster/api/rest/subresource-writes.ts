/** Writes that are not simply the object: binding a pod to its node, finalizing a namespace. */
import { isJsonObject, type JsonValue } from '../../../base/index.ts'
import { badRequest, conflict, type KubeObject } from '../../../kube/index.ts'
import { objectIn, objectsIn, stringIn } from '../object-members.ts'
import type { RequestContext, Target } from '../request-context.ts'
import { boundNodeOf } from './create.ts'
import { type ApiParts, timestamp } from './operations.ts'
import { persistChange } from './persist-change.ts'
import { changeObject } from './update.ts'

/** POST pods/NAME/binding: what a scheduler says. A pod is bound once. */
export async function bindPod(parts: ApiParts, context: RequestContext, target: Target, body: JsonValue): Promise<KubeObject> {
  const node = boundNodeOf(body)
  const now = timestamp(parts.clock.now())
  return changeObject(parts, context, target, (pod) => {
    const current = stringIn(pod['spec'], 'nodeName')
    if (current !== '')
      throw conflict(target.resource.kind, pod.metadata.name, `pod ${pod.metadata.name} is already assigned to node "${current}"`)
    if (pod.metadata.deletionTimestamp !== undefined) {
      throw conflict(
        target.resource.kind,
        pod.metadata.name,
        `pod ${pod.metadata.name} is being deleted, cannot be assigned to a host`,
      )
    }
    const conditions = objectsIn(pod['status'], 'conditions').filter((condition) => condition['type'] !== 'PodScheduled')
    conditions.push({ type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now })
    const status = { ...objectIn(pod, 'status'), conditions }
    return { ...pod, spec: { ...objectIn(pod, 'spec'), nodeName: node }, status }
  })
}

/** PUT namespaces/NAME/finalize: the namespace controller has emptied it. */
export async function finalizeNamespace(parts: ApiParts, target: Target, body: JsonValue): Promise<KubeObject> {
  const { resource, name = '' } = target
  const standing = await parts.objects.get(resource.kind, undefined, name)
  const finalizers = isJsonObject(body) && isJsonObject(body['spec']) ? (body['spec']['finalizers'] ?? []) : []
  if (standing === undefined || !Array.isArray(finalizers))
    throw badRequest('the body must be the namespace with its spec.finalizers')
  const outcome = await persistChange(parts, target, { ...standing, spec: { finalizers } })
  if (outcome === 'lost') throw conflict(resource.kind, name, 'the object has been modified; please try again')
  return outcome
}
