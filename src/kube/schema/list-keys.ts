/**
 * How lists and maps of the API's types are merged: the `patchStrategy` and `patchMergeKey` of strategic merge patch,
 * and the list types of server-side apply. Facts of the published API types
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy); lists that are not here are atomic.
 */

export interface ListMerge {
  /** The member that tells items apart; absent for lists of scalars that are sets. */
  readonly key?: string
  readonly retainKeys?: true
}

const NAME = { key: 'name' }
const CONDITIONS = { key: 'type' }

/** Strategic merge, by `Type.field`. */
const STRATEGIC: Readonly<Record<string, ListMerge>> = {
  'V1Container.ports': { key: 'containerPort' },
  'V1Container.env': NAME,
  'V1Container.volumeMounts': { key: 'mountPath' },
  'V1Container.volumeDevices': { key: 'devicePath' },
  'V1ContainerStatus.volumeMounts': { key: 'mountPath' },
  'V1ContainerStatus.allocatedResourcesStatus': NAME,
  'V1EphemeralContainer.ports': { key: 'containerPort' },
  'V1EphemeralContainer.env': NAME,
  'V1EphemeralContainer.volumeMounts': { key: 'mountPath' },
  'V1EphemeralContainer.volumeDevices': { key: 'devicePath' },
  'V1PodSpec.volumes': { key: 'name', retainKeys: true },
  'V1PodSpec.initContainers': NAME,
  'V1PodSpec.containers': NAME,
  'V1PodSpec.ephemeralContainers': NAME,
  'V1PodSpec.imagePullSecrets': NAME,
  'V1PodSpec.hostAliases': { key: 'ip' },
  'V1PodSpec.topologySpreadConstraints': { key: 'topologyKey' },
  'V1PodSpec.schedulingGates': NAME,
  'V1PodSpec.resourceClaims': { key: 'name', retainKeys: true },
  'V1PodStatus.conditions': CONDITIONS,
  'V1PodStatus.hostIPs': { key: 'ip' },
  'V1PodStatus.podIPs': { key: 'ip' },
  'V1PodStatus.resourceClaimStatuses': { key: 'name', retainKeys: true },
  'V1ServiceStatus.conditions': CONDITIONS,
  'V1ServiceSpec.ports': { key: 'port' },
  'V1ServiceAccount.secrets': NAME,
  'V1NodeSpec.podCIDRs': {},
  'V1NodeStatus.conditions': CONDITIONS,
  'V1NodeStatus.addresses': CONDITIONS,
  'V1NamespaceStatus.conditions': CONDITIONS,
  'V1DeploymentStatus.conditions': CONDITIONS,
  'V1ReplicaSetStatus.conditions': CONDITIONS,
  'V1MutatingWebhookConfiguration.webhooks': NAME,
  'V1MutatingWebhook.matchConditions': NAME,
  'V1ObjectMeta.ownerReferences': { key: 'uid' },
  'V1ObjectMeta.finalizers': {},
}

/** Where server-side apply has other keys than strategic merge. */
const APPLY: Readonly<Record<string, readonly string[]>> = {
  'V1Container.ports': ['containerPort', 'protocol'],
  'V1EphemeralContainer.ports': ['containerPort', 'protocol'],
  'V1ServiceSpec.ports': ['port', 'protocol'],
  'V1PodSpec.topologySpreadConstraints': ['topologyKey', 'whenUnsatisfiable'],
}

/** Key members that the server defaults, so that an item without one is still told apart. */
export const KEY_DEFAULTS: Readonly<Record<string, string>> = { protocol: 'TCP' }

/** Objects that server-side apply replaces whole: fields, by `Type.field`, and types wherever they stand. */
const ATOMIC_FIELDS: ReadonlySet<string> = new Set([
  'V1PodSpec.nodeSelector',
  'V1ServiceSpec.selector',
  'V1ReplicaSetSpec.selector',
])
const ATOMIC_TYPES: ReadonlySet<string> = new Set([
  'V1LabelSelector',
  'V1ObjectReference',
  'V1LocalObjectReference',
  'V1SecretKeySelector',
  'V1ConfigMapKeySelector',
  'V1ObjectFieldSelector',
  'V1ResourceFieldSelector',
  'V1NodeSelector',
  'V1NodeSelectorTerm',
  'V1OwnerReference',
  'V1SecretReference',
  'V1TypedLocalObjectReference',
])

/** The one object, not a list, whose patches from kubectl carry `$retainKeys`. */
const RETAIN_KEYS_FIELD = 'V1DeploymentSpec.strategy'

/** `undefined`: the patch replaces the list whole. */
export function strategicMergeOf(typeName: string, field: string): ListMerge | undefined {
  return STRATEGIC[`${typeName}.${field}`]
}

/** The key members of an associative list, `[]` for a set of scalars, `undefined` for an atomic list. */
export function applyKeysOf(typeName: string, field: string): readonly string[] | undefined {
  const name = `${typeName}.${field}`
  const own = APPLY[name]
  if (own !== undefined) return own
  const merge = STRATEGIC[name]
  if (merge === undefined) return undefined
  return merge.key === undefined ? [] : [merge.key]
}

/** True if server-side apply replaces the object in this field as a whole. */
export function isAtomic(typeName: string, field: string, fieldTypeName: string | undefined): boolean {
  return ATOMIC_FIELDS.has(`${typeName}.${field}`) || (fieldTypeName !== undefined && ATOMIC_TYPES.has(fieldTypeName))
}

/** What OpenAPI says about a field's merging; kubectl 1.30 and newer computes its patches from that. */
export function patchExtensions(typeName: string, field: string): Readonly<Record<string, string>> {
  const merge = strategicMergeOf(typeName, field)
  if (merge === undefined) {
    return `${typeName}.${field}` === RETAIN_KEYS_FIELD ? { 'x-kubernetes-patch-strategy': 'retainKeys' } : {}
  }
  return {
    'x-kubernetes-patch-strategy': merge.retainKeys === true ? 'merge,retainKeys' : 'merge',
    ...(merge.key === undefined ? {} : { 'x-kubernetes-patch-merge-key': merge.key }),
  }
}
