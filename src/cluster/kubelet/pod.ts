/**
 * The parts of a Pod that the kubelet reads, as types. The objects come from the API server, which has checked and
 * defaulted them: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
import type { KubeObject } from '../../kube/index.ts'

export interface Pod extends KubeObject {
  spec: PodSpec
  status?: Record<string, unknown>
}

export interface PodSpec {
  nodeName?: string
  serviceAccountName?: string
  hostname?: string
  restartPolicy?: 'Always' | 'OnFailure' | 'Never'
  terminationGracePeriodSeconds?: number
  containers: Container[]
  initContainers?: Container[]
  volumes?: Volume[]
  securityContext?: {
    runAsUser?: number
    runAsGroup?: number
    runAsNonRoot?: boolean
    fsGroup?: number
    supplementalGroups?: number[]
  }
}

export interface Container {
  name: string
  image?: string
  command?: string[]
  args?: string[]
  workingDir?: string
  env?: EnvVar[]
  envFrom?: EnvFromSource[]
  volumeMounts?: VolumeMount[]
  livenessProbe?: Probe
  readinessProbe?: Probe
  startupProbe?: Probe
  lifecycle?: {
    postStart?: ProbeAction & { sleep?: { seconds: number } }
    preStop?: ProbeAction & { sleep?: { seconds: number } }
  }
  restartPolicy?: string
  securityContext?: { runAsUser?: number; runAsGroup?: number; runAsNonRoot?: boolean; readOnlyRootFilesystem?: boolean }
  ports?: { name?: string; containerPort: number }[]
  stdin?: boolean
  tty?: boolean
}

export interface EnvVar {
  name: string
  value?: string
  valueFrom?: {
    fieldRef?: { fieldPath: string }
    resourceFieldRef?: { resource: string }
    configMapKeyRef?: KeyReference
    secretKeyRef?: KeyReference
  }
}

export interface KeyReference {
  name: string
  key: string
  optional?: boolean
}

export interface EnvFromSource {
  prefix?: string
  configMapRef?: { name: string; optional?: boolean }
  secretRef?: { name: string; optional?: boolean }
}

export interface VolumeMount {
  name: string
  mountPath: string
  readOnly?: boolean
  subPath?: string
  subPathExpr?: string
}

export interface KeyToPath {
  key: string
  path: string
  mode?: number
}

export interface DownwardItem {
  path: string
  mode?: number
  fieldRef?: { fieldPath: string }
  resourceFieldRef?: { resource: string }
}

export interface ObjectSource {
  name?: string
  secretName?: string
  items?: KeyToPath[]
  optional?: boolean
  defaultMode?: number
}

export interface ProjectedSource {
  serviceAccountToken?: { audience?: string; expirationSeconds?: number; path: string }
  configMap?: ObjectSource
  secret?: ObjectSource
  downwardAPI?: { items?: DownwardItem[] }
}

export interface Volume {
  name: string
  projected?: { defaultMode?: number; sources?: ProjectedSource[] }
  configMap?: ObjectSource
  secret?: ObjectSource
  downwardAPI?: { defaultMode?: number; items?: DownwardItem[] }
  emptyDir?: Record<string, unknown>
  hostPath?: { path: string; type?: string }
  [other: string]: unknown
}

export interface ProbeAction {
  exec?: { command?: string[] }
  httpGet?: {
    path?: string
    port: number | string
    host?: string
    scheme?: string
    httpHeaders?: { name: string; value: string }[]
  }
  tcpSocket?: { port: number | string; host?: string }
  grpc?: unknown
}

export interface Probe extends ProbeAction {
  initialDelaySeconds?: number
  periodSeconds?: number
  timeoutSeconds?: number
  successThreshold?: number
  failureThreshold?: number
  terminationGracePeriodSeconds?: number
}

/** Why a container cannot be made, in the words of its waiting state. */
export class ContainerConfigError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ContainerConfigError'
  }
}

/** Why a volume cannot be set up; the pod waits and tries again. */
export class VolumeError extends Error {
  readonly volume: string

  constructor(volume: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'VolumeError'
    this.volume = volume
  }
}
