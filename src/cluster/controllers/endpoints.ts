/**
 * Endpoints of services that have a selector: the addresses of their pods, ready ones apart from the others.
 * Source: https://kubernetes.io/docs/concepts/services-networking/service/#endpoints
 */
import type { JsonObject } from '../../base/index.ts'
import { deepEqual, isPodFinished, isPodReady, KINDS, type KubeObject, KubernetesError, matchesLabels } from '../../kube/index.ts'
import { type ControllerContext, deleteAndLearn, queueOver, replaceAndRecord } from './controller.ts'
import { keyOf } from './informer.ts'
import { numberIn, objectIn, objectsIn, stringIn } from './members.ts'
import type { WorkQueue } from './work-queue.ts'

const HEADLESS = 'service.kubernetes.io/headless'

export function endpointsController(context: ControllerContext): WorkQueue {
  const services = context.informers.of(KINDS.service)
  const endpoints = context.informers.of(KINDS.endpoints)
  const queue = queueOver(context, 'endpoints', KINDS.service, (service) => sync(context, service))
  context.informers.of(KINDS.pod).onChange(({ object, previous }) => {
    for (const service of services.list(object.metadata.namespace)) {
      if (isSelected(object, service) || (previous !== undefined && isSelected(previous, service))) queue.add(keyOf(service))
    }
  })
  endpoints.onChange(({ object, gone }) => {
    if (gone) queue.add(keyOf(object))
  })
  services.onChange(({ object, gone }) => {
    const { namespace, name } = object.metadata
    const standing = gone ? endpoints.get(namespace, name) : undefined
    if (standing === undefined) return
    deleteAndLearn(context, KINDS.endpoints, standing).catch((error: unknown) => {
      if (!(error instanceof KubernetesError)) throw error
      context.log?.write('warn', 'endpoints of a deleted service stay', { name, why: error.message })
    })
  })
  return queue
}

function selectorOf(service: KubeObject): [string, string][] {
  return Object.entries(objectIn(objectIn(service, 'spec'), 'selector')).map(([key, value]) => [key, String(value)])
}

function isSelected(pod: KubeObject, service: KubeObject): boolean {
  const selector = selectorOf(service).map(([key, value]) => ({ key, operator: 'in', values: [value] }) as const)
  return selector.length > 0 && matchesLabels(selector, pod.metadata.labels)
}

async function sync(context: ControllerContext, service: KubeObject): Promise<void> {
  const { name, namespace, deletionTimestamp } = service.metadata
  const isExternal = stringIn(service['spec'], 'type') === 'ExternalName'
  if (selectorOf(service).length === 0 || isExternal || deletionTimestamp !== undefined) return
  const pods = context.informers.of(KINDS.pod).list(namespace)
  const subsets = subsetsOf(
    service,
    pods.filter((pod) => isSelected(pod, service)),
  )
  const labels = labelsOf(service)
  const standing = context.informers.of(KINDS.endpoints).get(namespace, name)
  if (standing !== undefined) {
    if (deepEqual(standing['subsets'] ?? [], subsets) && deepEqual(standing.metadata.labels ?? {}, labels)) return
    await replaceAndRecord(context, KINDS.endpoints, { ...standing, metadata: { ...standing.metadata, labels }, subsets })
    return
  }
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }), labels }
  context.informers.of(KINDS.endpoints).record(await context.client.create(KINDS.endpoints, { metadata, subsets }))
}

function labelsOf(service: KubeObject): Record<string, string> {
  const isHeadless = stringIn(service['spec'], 'clusterIP') === 'None'
  return { ...service.metadata.labels, ...(isHeadless ? { [HEADLESS]: '' } : {}) }
}

/** Pods whose named ports mean the same numbers share a subset. */
function subsetsOf(service: KubeObject, pods: readonly KubeObject[]): JsonObject[] {
  const byPorts = new Map<string, { ports: JsonObject[]; ready: KubeObject[]; notReady: KubeObject[] }>()
  const publishAll = objectIn(service, 'spec')['publishNotReadyAddresses'] === true
  for (const pod of [...pods].sort(byAddress)) {
    const ports = portsOf(service, pod)
    if (!isAddressable(pod) || ports === undefined) continue
    const key = JSON.stringify(ports)
    const subset = byPorts.get(key) ?? { ports, ready: [], notReady: [] }
    byPorts.set(key, subset)
    if (publishAll || isPodReady(pod)) subset.ready.push(pod)
    else subset.notReady.push(pod)
  }
  return [...byPorts.values()].map(({ ports, ready, notReady }) => ({
    ...(ready.length === 0 ? {} : { addresses: ready.map(addressOf) }),
    ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady.map(addressOf) }),
    ...(ports.length === 0 ? {} : { ports }),
  }))
}

/** 10.0.0.9 before 10.0.0.10. */
function byAddress(left: KubeObject, right: KubeObject): number {
  return stringIn(left['status'], 'podIP').localeCompare(stringIn(right['status'], 'podIP'), 'en', { numeric: true })
}

function isAddressable(pod: KubeObject): boolean {
  return stringIn(pod['status'], 'podIP') !== '' && !isPodFinished(pod) && pod.metadata.deletionTimestamp === undefined
}

function addressOf(pod: KubeObject): JsonObject {
  const { name, namespace, uid } = pod.metadata
  const nodeName = stringIn(pod['spec'], 'nodeName')
  return {
    ip: stringIn(pod['status'], 'podIP'),
    ...(nodeName === '' ? {} : { nodeName }),
    targetRef: { kind: 'Pod', ...(namespace === undefined ? {} : { namespace }), name, ...(uid === undefined ? {} : { uid }) },
  }
}

/** `undefined` if the service has ports and the pod has none of them: it cannot be reached through the service. */
function portsOf(service: KubeObject, pod: KubeObject): JsonObject[] | undefined {
  const wanted = objectsIn(service['spec'], 'ports')
  const found = wanted.flatMap((port) => {
    const number = targetPort(port, pod)
    const name = stringIn(port, 'name')
    return number === undefined
      ? []
      : [{ ...(name === '' ? {} : { name }), port: number, protocol: stringIn(port, 'protocol') || 'TCP' }]
  })
  return wanted.length > 0 && found.length === 0 ? undefined : found
}

function targetPort(port: JsonObject, pod: KubeObject): number | undefined {
  const { targetPort: target } = port
  if (typeof target !== 'string') return typeof target === 'number' ? target : numberIn(port, 'port')
  const protocol = stringIn(port, 'protocol') || 'TCP'
  const all = objectsIn(pod['spec'], 'containers').flatMap((container) => objectsIn(container, 'ports'))
  const named = all.find((each) => each['name'] === target && (stringIn(each, 'protocol') || 'TCP') === protocol)
  return numberIn(named, 'containerPort')
}
