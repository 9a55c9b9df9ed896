/**
 * Events: what controllers tell people about an object (`kubectl describe`, `kubectl events`).
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
 * Promises: the same news again raises the count of the first event; an event that cannot be written stops nobody.
 */
import { type Clock, type Log, nameSuffix, type Random } from '../../base/index.ts'
import { KINDS, type KubeObject, type KubernetesClient, KubernetesError } from '../../kube/index.ts'
import { timestamp } from './members.ts'

const REMEMBERED = 1_000
const MESSAGE_CHARACTERS = 1_024
const NAME_PREFIX_CHARACTERS = 230

export interface EventNews {
  readonly type: 'Normal' | 'Warning'
  /** CamelCase, for machines. */
  readonly reason: string
  readonly message: string
  /** Such as `replicaset-controller`. */
  readonly component: string
}

export type RecordEvent = (object: KubeObject, news: EventNews) => void

interface Told {
  readonly name: string
  count: number
}

export function createRecordEvent(client: KubernetesClient, clock: Clock, random: Random, log?: Log): RecordEvent {
  const told = new Map<string, Told>()
  let writing = Promise.resolve()
  const write = async (object: KubeObject, news: EventNews): Promise<void> => {
    const key = [object.metadata.uid, news.type, news.reason, news.message, news.component].join('\n')
    const before = told.get(key)
    const lastTimestamp = timestamp(clock.now())
    if (before !== undefined && (await counted(client, object, before, lastTimestamp))) return
    const made = await client.create(KINDS.event, eventOf(object, news, lastTimestamp, nameSuffix(random, 16)))
    told.delete(key)
    told.set(key, { name: made.metadata.name, count: 1 })
    for (const oldest of told.keys()) if (told.size > REMEMBERED) told.delete(oldest)
  }
  return (object, news) => {
    // One after the other, so that two of the same become one with a count.
    writing = writing.then(() =>
      write(object, news).catch((error: unknown) => {
        if (error instanceof TypeError || error instanceof ReferenceError) throw error
        const why = error instanceof Error ? error.message : String(error)
        log?.write('debug', 'an event could not be written', { reason: news.reason, why })
      }),
    )
  }
}

/** @returns false if the first event is no longer there */
async function counted(client: KubernetesClient, object: KubeObject, before: Told, lastTimestamp: string): Promise<boolean> {
  const namespace = object.metadata.namespace ?? 'default'
  const body = { count: before.count + 1, lastTimestamp }
  try {
    await client.patch(KINDS.event, { name: before.name, namespace }, { type: 'merge', body })
    before.count++
    return true
  } catch (error) {
    if (error instanceof KubernetesError && error.code === 404) return false
    throw error
  }
}

function eventOf(object: KubeObject, news: EventNews, now: string, suffix: string) {
  const { name, namespace, uid, resourceVersion } = object.metadata
  return {
    metadata: { name: `${name.slice(0, NAME_PREFIX_CHARACTERS)}.${suffix}`, namespace: namespace ?? 'default' },
    involvedObject: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
    type: news.type,
    reason: news.reason,
    message: news.message.slice(0, MESSAGE_CHARACTERS),
    source: { component: news.component },
    reportingComponent: news.component,
    reportingInstance: '',
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  }
}
