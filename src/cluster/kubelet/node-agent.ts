/** What the API server asks of a node: logs, exec, attach, port-forward. Refusals in the kubelet's own words. */
import type { ByteStream } from '../../base/index.ts'
import { type ContainerName, KubernetesError, type NodeAgent } from '../../kube/index.ts'
import type { ContainerRunner } from './container-runner.ts'
import { attachSession, execSession } from './exec-session.ts'
import type { PodWorker } from './pod-worker.ts'
import { StartFailure } from './sandbox/index.ts'

export function nodeAgent(workerOf: (uid: string) => PodWorker | undefined): NodeAgent {
  const pod = (name: Omit<ContainerName, 'container'>): PodWorker => {
    const worker = workerOf(name.podUid)
    if (worker === undefined) throw refusal(404, 'NotFound', `pods "${name.pod}" not found`)
    return worker
  }
  const container = (name: ContainerName): ContainerRunner => {
    const runner = pod(name).runners.get(name.container)
    if (runner === undefined) throw waiting(name, 'PodInitializing')
    return runner
  }
  const running = (name: ContainerName) => {
    const runner = container(name)
    const program = runner.running
    if (program === undefined || !('running' in runner.report.state)) {
      throw refusal(400, 'BadRequest', `container not found ("${name.container}")`)
    }
    return { runner, program }
  }
  return {
    logs(name, options) {
      const runner = container(name)
      const log = runner.log(options.previous)
      if (log !== undefined) return log.read(options)
      if (options.previous)
        throw refusal(400, 'BadRequest', `previous terminated container "${name.container}" in pod "${name.pod}" not found`)
      const { state } = runner.report
      throw waiting(name, 'waiting' in state ? state.waiting.reason : 'ContainerCreating')
    },
    async exec(name, options) {
      const { program } = running(name)
      try {
        return execSession(await program.exec(options), options)
      } catch (error) {
        if (!(error instanceof StartFailure)) throw error
        const why =
          error.kind === 'command-not-found' ? `exec: ${JSON.stringify(options.command[0])}: ${error.message}` : error.message
        throw refusal(500, 'InternalError', `Internal error occurred: failed to exec in container: ${why}`)
      }
    },
    async attach(name, options) {
      const { runner, program } = running(name)
      return attachSession(runner, program, options)
    },
    async connect(name, port): Promise<ByteStream> {
      const { sandbox } = pod(name)
      if (sandbox === undefined) throw refusal(400, 'BadRequest', `pod "${name.pod}" is not running`)
      return sandbox.connect('127.0.0.1', port)
    },
  }
}

function waiting(name: ContainerName, reason: string): KubernetesError {
  const why = reason === 'ErrImagePull' ? 'trying and failing to pull image' : `waiting to start: ${reason}`
  return refusal(400, 'BadRequest', `container "${name.container}" in pod "${name.pod}" is ${why}`)
}

function refusal(code: number, reason: string, message: string): KubernetesError {
  return new KubernetesError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code })
}
