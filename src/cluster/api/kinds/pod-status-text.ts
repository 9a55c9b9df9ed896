/** The STATUS column of pods: one word for phase, containers, init containers and deletion together. */
import type { JsonObject } from '../../../base/index.ts'
import { isJsonObject } from '../../../base/index.ts'
import type { KubeObject } from '../../../kube/index.ts'
import { numberIn, objectIn, objectsIn, stringIn } from '../object-members.ts'

export function podStatusText(pod: KubeObject): string {
  const { status } = pod
  if (pod.metadata.deletionTimestamp !== undefined) return 'Terminating'
  const initial = stringIn(status, 'reason') || stringIn(status, 'phase')
  return initText(pod) ?? containersText(objectsIn(status, 'containerStatuses'), initial)
}

/** `Init:0/1`, `Init:Error`, `Init:CrashLoopBackOff`; `undefined` once all init containers are done. */
function initText(pod: KubeObject): string | undefined {
  const states = objectsIn(pod['status'], 'initContainerStatuses')
  const total = objectsIn(pod['spec'], 'initContainers').length
  for (const [index, container] of states.entries()) {
    const state = objectIn(container, 'state')
    const terminated = state['terminated']
    if (isJsonObject(terminated)) {
      if (numberIn(terminated, 'exitCode') === 0) continue
      return `Init:${terminationText(terminated)}`
    }
    const reason = stringIn(state['waiting'], 'reason')
    if (reason !== '' && reason !== 'PodInitializing') return `Init:${reason}`
    return `Init:${index}/${total}`
  }
  return undefined
}

function containersText(containers: readonly JsonObject[], initial: string): string {
  let text = initial
  let running = false
  for (const container of [...containers].reverse()) {
    const state = objectIn(container, 'state')
    const waiting = stringIn(state['waiting'], 'reason')
    if (waiting !== '') text = waiting
    else if (isJsonObject(state['terminated'])) text = terminationText(state['terminated'])
    else if (container['ready'] === true && isJsonObject(state['running'])) running = true
  }
  return text === 'Completed' && running ? 'Running' : text
}

function terminationText(terminated: JsonObject): string {
  const reason = stringIn(terminated, 'reason')
  if (reason !== '') return reason
  const signal = numberIn(terminated, 'signal') ?? 0
  return signal === 0 ? `ExitCode:${numberIn(terminated, 'exitCode') ?? 0}` : `Signal:${signal}`
}
