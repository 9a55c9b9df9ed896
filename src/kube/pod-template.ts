/**
 * What controllers need to make and judge pods: a pod from a template, the template's hash, readiness.
 * Source: https://kubernetes.io/docs/concepts/workloads/pods/#pod-templates
 */
import type { JsonObject } from '../base/index.ts'
import { isJsonObject } from '../base/index.ts'
import { apiVersionOf, type Kind } from './kind.ts'
import type { KubeObject, NewObject, OwnerReference } from './object.ts'

/** The owner reference that says `owner` controls an object. */
export function controllerReference(kind: Kind, owner: KubeObject): OwnerReference {
  return {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  }
}

/** The one owner that controls an object. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find(({ controller }) => controller === true)
}

/** A pod as a ReplicaSet makes it: the template's labels, annotations and spec; a generated name. */
export function podFromTemplate(kind: Kind, owner: KubeObject, template: unknown): NewObject {
  const given = isJsonObject(template) ? template : {}
  const metadata = isJsonObject(given['metadata']) ? given['metadata'] : {}
  return {
    metadata: {
      generateName: `${owner.metadata.name}-`,
      ...(owner.metadata.namespace === undefined ? {} : { namespace: owner.metadata.namespace }),
      ...(isJsonObject(metadata['labels']) ? { labels: { ...metadata['labels'] } as Record<string, string> } : {}),
      ...(isJsonObject(metadata['annotations']) ? { annotations: { ...metadata['annotations'] } as Record<string, string> } : {}),
      ownerReferences: [controllerReference(kind, owner)],
    },
    spec: structuredClone(isJsonObject(given['spec']) ? given['spec'] : {}),
  }
}

const HASH_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'
const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/**
 * A short word that stands for a pod template: the same for equal templates whatever the order of members.
 * (Kubernetes hashes a Go dump of the struct; the word is nobody's contract.)
 */
export function podTemplateHash(template: unknown, collisions = 0): string {
  let hash = FNV_OFFSET
  for (const character of canonical(template) + (collisions === 0 ? '' : String(collisions))) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), FNV_PRIME) >>> 0
  }
  return [...String(hash)].map((digit) => HASH_ALPHABET[digit.charCodeAt(0) % HASH_ALPHABET.length]).join('')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}

/** A condition of an object's status by type. */
export function conditionOf(object: KubeObject, type: string): JsonObject | undefined {
  const { status } = object
  const conditions = isJsonObject(status) && Array.isArray(status['conditions']) ? status['conditions'] : []
  return conditions.filter(isJsonObject).find((condition) => condition['type'] === type)
}

/** True while the pod's Ready condition is `True` and it is not being deleted. */
export function isPodReady(pod: KubeObject): boolean {
  return pod.metadata.deletionTimestamp === undefined && conditionOf(pod, 'Ready')?.['status'] === 'True'
}

/** True once no container of the pod will ever run again. */
export function isPodFinished(pod: KubeObject): boolean {
  const phase = isJsonObject(pod['status']) ? pod['status']['phase'] : undefined
  return phase === 'Succeeded' || phase === 'Failed'
}
