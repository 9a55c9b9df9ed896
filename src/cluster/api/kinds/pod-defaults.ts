/**
 * What absent fields of a pod's spec mean, alone and inside a pod template.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
import { isJsonObject, type JsonObject } from '../../../base/index.ts'
import { ensureObject, fillIn, objectIn, objectsIn, stringIn } from '../object-members.ts'

const FILE_MODE = 0o644
const TOKEN_SECONDS = 3_600

/** @param owner the pod, or the template: whatever holds `spec` */
export function applyPodSpecDefaults(owner: { [member: string]: unknown }): void {
  const spec = ensureObject(owner, 'spec')
  mirrorServiceAccount(spec)
  fillIn(spec, {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    securityContext: {},
  })
  for (const container of [...objectsIn(spec, 'initContainers'), ...objectsIn(spec, 'containers')])
    applyContainerDefaults(container)
  for (const volume of objectsIn(spec, 'volumes')) applyVolumeDefaults(volume)
}

/** The deprecated `serviceAccount` mirrors `serviceAccountName`, which wins. */
function mirrorServiceAccount(spec: JsonObject): void {
  const name = stringIn(spec, 'serviceAccountName') || stringIn(spec, 'serviceAccount')
  if (name === '') return
  spec['serviceAccountName'] = name
  spec['serviceAccount'] = name
}

function applyContainerDefaults(container: JsonObject): void {
  fillIn(container, {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: pullPolicyOf(stringIn(container, 'image')),
  })
  for (const port of objectsIn(container, 'ports')) fillIn(port, { protocol: 'TCP' })
  for (const variable of objectsIn(container, 'env')) {
    const reference = objectIn(variable, 'valueFrom')['fieldRef']
    if (isJsonObject(reference)) fillIn(reference, { apiVersion: 'v1' })
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container[name]
    if (isJsonObject(probe)) applyProbeDefaults(probe)
  }
}

/** `latest`, or no tag and no digest, is pulled always. */
function pullPolicyOf(image: string): string {
  if (image.includes('@')) return 'IfNotPresent'
  const tag = /:([^:/]+)$/.exec(image)?.[1] ?? 'latest'
  return tag === 'latest' ? 'Always' : 'IfNotPresent'
}

function applyProbeDefaults(probe: JsonObject): void {
  fillIn(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 })
  const http = probe['httpGet']
  if (isJsonObject(http)) fillIn(http, { path: '/', scheme: 'HTTP' })
  const grpc = probe['grpc']
  if (isJsonObject(grpc)) fillIn(grpc, { service: '' })
}

function applyVolumeDefaults(volume: JsonObject): void {
  if (Object.keys(volume).length === 1 && volume['name'] !== undefined) volume['emptyDir'] = {}
  for (const source of ['secret', 'configMap', 'downwardAPI', 'projected']) {
    const given = volume[source]
    if (isJsonObject(given)) fillIn(given, { defaultMode: FILE_MODE })
  }
  const hostPath = volume['hostPath']
  if (isJsonObject(hostPath)) fillIn(hostPath, { type: '' })
  applyFieldReferences(volume['downwardAPI'])
  for (const source of objectsIn(volume['projected'], 'sources')) {
    const token = source['serviceAccountToken']
    if (isJsonObject(token)) fillIn(token, { expirationSeconds: TOKEN_SECONDS })
    applyFieldReferences(source['downwardAPI'])
  }
}

function applyFieldReferences(source: unknown): void {
  for (const item of objectsIn(source, 'items')) {
    const reference = item['fieldRef']
    if (isJsonObject(reference)) fillIn(reference, { apiVersion: 'v1' })
  }
}
