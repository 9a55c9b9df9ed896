/** A pod's status from what its containers do: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/ . Pure. */
import type { JsonObject } from '../../base/index.ts'
import type { Container, Pod } from './pod.ts'

export type ContainerState =
  | { readonly waiting: { readonly reason: string; readonly message?: string } }
  | { readonly running: { readonly startedAt: string } }
  | { readonly terminated: Terminated }

export interface Terminated {
  readonly exitCode: number
  readonly signal?: number
  readonly reason: string
  readonly message?: string
  readonly startedAt?: string
  readonly finishedAt: string
  readonly containerID?: string
}

export interface ContainerReport {
  readonly state: ContainerState
  readonly lastTerminated?: Terminated
  readonly restartCount: number
  readonly ready: boolean
  readonly started: boolean
  readonly containerId?: string
  /** It will not be started again. */
  readonly finished: boolean
}

export interface PodFacts {
  readonly hostIp: string
  readonly podIp?: string
  readonly startTime: string
  readonly terminating: boolean
  /** When each condition last changed, kept by the caller between calls. */
  readonly transitions: Map<string, { status: string; at: string }>
  readonly now: string
}

const IDLE: ContainerReport = {
  state: { waiting: { reason: 'PodInitializing' } },
  restartCount: 0,
  ready: false,
  started: false,
  finished: false,
}

export function podStatus(pod: Pod, reports: ReadonlyMap<string, ContainerReport>, facts: PodFacts): JsonObject {
  const init = pod.spec.initContainers ?? []
  const report = (container: Container): ContainerReport => reports.get(container.name) ?? idle(init.length > 0)
  const initialized = init.every((container) => (isSidecar(container) ? report(container).started : succeeded(report(container))))
  const phase = phaseOf(pod, report, initialized)
  const done = phase === 'Succeeded' || phase === 'Failed'
  const ready = !done && !facts.terminating && initialized && pod.spec.containers.every((container) => report(container).ready)
  const unready = pod.spec.containers.filter((container) => !report(container).ready).map((container) => container.name)
  const reason = done && phase === 'Succeeded' ? 'PodCompleted' : 'ContainersNotReady'
  const why = ready
    ? {}
    : { reason, ...(reason === 'PodCompleted' ? {} : { message: `containers with unready status: [${unready.join(' ')}]` }) }
  const condition = (type: string, holds: boolean, more: JsonObject = {}): JsonObject => ({
    type,
    status: holds ? 'True' : 'False',
    lastProbeTime: null,
    lastTransitionTime: transition(facts, type, holds),
    ...more,
  })
  return {
    phase,
    conditions: [
      condition('PodReadyToStartContainers', facts.podIp !== undefined && !done),
      condition('Initialized', initialized, initialized ? {} : { reason: 'ContainersNotInitialized' }),
      condition('Ready', ready, why),
      condition('ContainersReady', ready, why),
      condition('PodScheduled', true),
    ],
    hostIP: facts.hostIp,
    hostIPs: [{ ip: facts.hostIp }],
    ...(facts.podIp === undefined ? {} : { podIP: facts.podIp, podIPs: [{ ip: facts.podIp }] }),
    startTime: facts.startTime,
    ...(init.length === 0
      ? {}
      : { initContainerStatuses: init.map((container) => containerStatus(container, report(container))) }),
    containerStatuses: pod.spec.containers.map((container) => containerStatus(container, report(container))),
    qosClass: 'BestEffort',
  }
}

export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always'
}

function idle(initializing: boolean): ContainerReport {
  return initializing ? IDLE : { ...IDLE, state: { waiting: { reason: 'ContainerCreating' } } }
}

function succeeded(report: ContainerReport): boolean {
  return report.finished && 'terminated' in report.state && report.state.terminated.exitCode === 0
}

function phaseOf(pod: Pod, report: (container: Container) => ContainerReport, initialized: boolean): string {
  const init = (pod.spec.initContainers ?? []).filter((container) => !isSidecar(container)).map(report)
  if (init.some((one) => one.finished && !succeeded(one))) return 'Failed'
  if (!initialized) return 'Pending'
  const reports = pod.spec.containers.map(report)
  if (reports.every((one) => one.finished)) return reports.every(succeeded) ? 'Succeeded' : 'Failed'
  const begun = reports.every(
    (one) => one.finished || 'running' in one.state || one.lastTerminated !== undefined || 'terminated' in one.state,
  )
  return begun ? 'Running' : 'Pending'
}

function transition(facts: PodFacts, type: string, holds: boolean): string {
  const status = holds ? 'True' : 'False'
  const known = facts.transitions.get(type)
  if (known?.status === status) return known.at
  facts.transitions.set(type, { status, at: facts.now })
  return facts.now
}

function containerStatus(container: Container, report: ContainerReport): JsonObject {
  return {
    name: container.name,
    image: container.image ?? '',
    imageID: '',
    ...(report.containerId === undefined ? {} : { containerID: report.containerId }),
    state: report.state as unknown as JsonObject,
    lastState: report.lastTerminated === undefined ? {} : { terminated: report.lastTerminated as unknown as JsonObject },
    ready: report.ready,
    started: report.started,
    restartCount: report.restartCount,
  }
}
