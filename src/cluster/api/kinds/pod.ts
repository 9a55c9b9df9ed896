/** Pods: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ */
import type { JsonObject, JsonValue } from '../../../base/index.ts'
import { isJsonObject } from '../../../base/index.ts'
import { deepEqual, dnsSubdomain, KINDS, type KubeObject, problem } from '../../../kube/index.ts'
import { numberIn, objectIn, objectsIn, stringIn } from '../object-members.ts'
import { apiResource } from '../resource.ts'
import { ageOf } from '../table/age.ts'
import { NAME_COLUMN, text, wide } from '../table/columns.ts'
import { applyPodSpecDefaults } from './pod-defaults.ts'
import { podStatusText } from './pod-status-text.ts'
import { mutablePodSpec, validatePodSpec } from './pod-validation.ts'

const FIXED =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

export const podResource = apiResource({
  kind: KINDS.pod,
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  typeName: 'V1Pod',
  hasStatus: true,
  subresources: [
    { name: 'attach', verbs: ['create', 'get'], kind: { group: '', version: 'v1', kind: 'PodAttachOptions' } },
    { name: 'binding', verbs: ['create'], kind: { group: '', version: 'v1', kind: 'Binding' } },
    { name: 'exec', verbs: ['create', 'get'], kind: { group: '', version: 'v1', kind: 'PodExecOptions' } },
    { name: 'log', verbs: ['get'] },
    { name: 'portforward', verbs: ['create', 'get'], kind: { group: '', version: 'v1', kind: 'PodPortForwardOptions' } },
  ],
  checkName: dnsSubdomain,
  applyDefaults(pod) {
    applyPodSpecDefaults(pod)
    const spec = objectIn(pod, 'spec')
    spec['enableServiceLinks'] ??= true
    for (const container of objectsIn(spec, 'containers')) requestsFromLimits(container)
  },
  async prepareCreate(pod) {
    pod['status'] = { phase: 'Pending', qosClass: qosClassOf(pod) }
  },
  prepareUpdate(pod, old) {
    const before = objectIn(old, 'status')
    if (isJsonObject(pod['status']) && before['qosClass'] !== undefined) pod['status']['qosClass'] = before['qosClass']
  },
  validate: (pod) => validatePodSpec(objectIn(pod, 'spec'), 'spec'),
  validateUpdate: (pod, old) =>
    deepEqual(mutablePodSpec(objectIn(pod, 'spec')), mutablePodSpec(objectIn(old, 'spec')))
      ? []
      : [problem.forbidden('spec', FIXED)],
  selectableFields: (pod) => ({
    'spec.nodeName': stringIn(pod['spec'], 'nodeName'),
    'spec.restartPolicy': stringIn(pod['spec'], 'restartPolicy'),
    'spec.schedulerName': stringIn(pod['spec'], 'schedulerName'),
    'spec.serviceAccountName': stringIn(pod['spec'], 'serviceAccountName'),
    'spec.hostNetwork': String(objectIn(pod, 'spec')['hostNetwork'] === true),
    'status.phase': stringIn(pod['status'], 'phase'),
    'status.podIP': stringIn(pod['status'], 'podIP'),
    'status.nominatedNodeName': stringIn(pod['status'], 'nominatedNodeName'),
  }),
  columns: [
    NAME_COLUMN,
    text('Ready'),
    text('Status'),
    text('Restarts'),
    text('Age'),
    wide('IP'),
    wide('Node'),
    wide('Nominated Node'),
    wide('Readiness Gates'),
  ],
  cells: podCells,
})

function podCells(pod: KubeObject, now: number): JsonValue[] {
  const { spec, status } = pod
  const containers = objectsIn(status, 'containerStatuses')
  const ready = containers.filter(
    (container) => container['ready'] === true && isJsonObject(objectIn(container, 'state')['running']),
  )
  return [
    pod.metadata.name,
    `${ready.length}/${objectsIn(spec, 'containers').length}`,
    podStatusText(pod),
    restartsText(containers, now),
    ageOf(pod.metadata.creationTimestamp, now),
    stringIn(status, 'podIP') || '<none>',
    stringIn(spec, 'nodeName') || '<none>',
    stringIn(status, 'nominatedNodeName') || '<none>',
    '<none>',
  ]
}

/** `0`, or `3 (20s ago)`. */
function restartsText(containers: readonly JsonObject[], now: number): string {
  const restarts = containers.reduce((sum, container) => sum + (numberIn(container, 'restartCount') ?? 0), 0)
  const ends = containers
    .map((container) => stringIn(objectIn(objectIn(container, 'lastState'), 'terminated'), 'finishedAt'))
    .sort()
  const last = ends.at(-1) ?? ''
  return restarts === 0 || last === '' ? String(restarts) : `${restarts} (${ageOf(last, now)} ago)`
}

/** A limit without a request is a request too. */
function requestsFromLimits(container: JsonObject): void {
  const resources = objectIn(container, 'resources')
  const limits = objectIn(resources, 'limits')
  if (Object.keys(limits).length > 0) resources['requests'] = { ...limits, ...objectIn(resources, 'requests') }
}

/** https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/ */
function qosClassOf(pod: KubeObject): string {
  const all = [...objectsIn(pod['spec'], 'containers'), ...objectsIn(pod['spec'], 'initContainers')]
  const resources = all.map((container) => {
    const { requests, limits } = objectIn(container, 'resources')
    return { requests: cpuAndMemory(requests), limits: cpuAndMemory(limits) }
  })
  if (resources.every(({ requests, limits }) => requests.length + limits.length === 0)) return 'BestEffort'
  const guaranteed = resources.every(({ requests, limits }) => limits.length === 2 && deepEqual(requests, limits))
  return guaranteed ? 'Guaranteed' : 'Burstable'
}

function cpuAndMemory(amounts: JsonValue | undefined): JsonValue[] {
  if (!isJsonObject(amounts)) return []
  return [amounts['cpu'], amounts['memory']].filter((amount) => amount !== undefined)
}
