/**
 * Events in Kubernetes's own words: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
 * The same event again counts the first one up. An event that cannot be written is dropped, as the kubelet does.
 */
import type { Clock, Log } from '../../base/index.ts'
import { KINDS, type KubeObject, type KubernetesClient, KubernetesError } from '../../kube/index.ts'
import { timestamp } from './time.ts'

export interface EventRecorder {
  /** About an object, or one of its containers. */
  record(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, container?: string): void
  /** Resolves when all that was recorded has been written. */
  flush(): Promise<void>
}

interface Written {
  readonly name: string
  count: number
}

const REMEMBERED = 1_000
const MESSAGE_CHARACTERS = 1_024

export function createEventRecorder(options: { client: KubernetesClient; clock: Clock; node: string; log?: Log }): EventRecorder {
  const { client, clock, node, log } = options
  const written = new Map<string, Written>()
  let writing: Promise<void> = Promise.resolve()
  let sequence = 0

  const write = async (about: KubeObject, type: string, reason: string, message: string, container?: string) => {
    const namespace = about.metadata.namespace ?? 'default'
    const key = JSON.stringify([about.metadata.uid, reason, message, container])
    const at = timestamp(clock.now())
    const known = written.get(key)
    if (known !== undefined) {
      known.count++
      const body = { count: known.count, lastTimestamp: at }
      await client.patch(KINDS.event, { name: known.name, namespace }, { type: 'merge', body })
      return
    }
    const name = `${about.metadata.name}.${(BigInt(clock.now()) * 1_000_000n + BigInt(sequence++)).toString(16)}`
    await client.create(KINDS.event, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace },
      involvedObject: {
        apiVersion: about.apiVersion,
        kind: about.kind,
        name: about.metadata.name,
        ...(about.metadata.namespace === undefined ? {} : { namespace }),
        uid: about.metadata.uid,
        ...(container === undefined ? {} : { fieldPath: container }),
      },
      reason,
      message: message.slice(0, MESSAGE_CHARACTERS),
      type,
      source: { component: 'kubelet', host: node },
      reportingComponent: 'kubelet',
      reportingInstance: node,
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
    })
    written.set(key, { name, count: 1 })
    for (const oldest of written.keys()) if (written.size > REMEMBERED) written.delete(oldest)
  }

  return {
    record(about, type, reason, message, container) {
      writing = writing
        .then(() => write(about, type, reason, message, container))
        .catch((error: unknown) => {
          if (!(error instanceof KubernetesError)) throw error
          // With its namespace gone, or going, there is nobody left to tell.
          if (error.code !== 404 && error.code !== 403)
            log?.write('warn', 'an event could not be written', { reason, code: error.code })
        })
    },
    flush: () => writing,
  }
}
