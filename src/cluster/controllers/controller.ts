/**
 * What all controllers share: the informers, the event recorder, and one way to make a queue over a kind.
 * A controller registers with informers when it is made and works only after `start`.
 */
import type { Clock, Log, Random, Scheduler } from '../../base/index.ts'
import { type Kind, type KubeObject, type KubernetesClient, KubernetesError } from '../../kube/index.ts'
import { createInformer, type Informer, keyOf } from './informer.ts'
import type { RecordEvent } from './record-event.ts'
import { createWorkQueue, type WorkQueue } from './work-queue.ts'

export interface ControllerContext {
  readonly client: KubernetesClient
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly random: Random
  readonly log?: Log
  readonly informers: Informers
  readonly recordEvent: RecordEvent
}

export interface Informers {
  /** The one informer of a kind; made when first asked for. */
  of(kind: Kind): Informer
  start(): Promise<void>
  stop(): void
}

export function createInformers(options: { client: KubernetesClient; scheduler: Scheduler; log?: Log }): Informers {
  const made = new Map<Kind, Informer>()
  return {
    of(kind) {
      const standing = made.get(kind)
      if (standing !== undefined) return standing
      const informer = createInformer(kind, options)
      made.set(kind, informer)
      return informer
    },
    async start() {
      await Promise.all([...made.values()].map((informer) => informer.start()))
    },
    stop() {
      for (const informer of made.values()) informer.stop()
    },
  }
}

/** A queue of the objects of one kind: every change of one adds it; `work` gets it as it stands, if it still does. */
export function queueOver(
  context: ControllerContext,
  name: string,
  kind: Kind,
  work: (object: KubeObject) => Promise<void>,
): WorkQueue {
  const { clock, scheduler, log } = context
  const informer = context.informers.of(kind)
  const find = (key: string) => {
    const { namespace, name: objectName } = splitKey(key)
    return informer.get(namespace, objectName)
  }
  const queue = createWorkQueue({
    name,
    clock,
    scheduler,
    ...(log === undefined ? {} : { log }),
    async work(key) {
      const object = find(key)
      if (object !== undefined) await work(object)
    },
    async refresh(key) {
      await readAgain(context, kind, splitKey(key))
    },
  })
  informer.onChange(({ object, gone }) => {
    if (!gone) queue.add(keyOf(object))
  })
  return queue
}

export function splitKey(key: string): { namespace?: string; name: string } {
  const slash = key.indexOf('/')
  return slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) }
}

/** Asks the cluster, and tells the informer. */
export async function readAgain(
  { client, informers }: ControllerContext,
  kind: Kind,
  name: { namespace?: string; name: string },
): Promise<KubeObject | undefined> {
  const informer = informers.of(kind)
  const standing = informer.get(name.namespace, name.name)
  const fresh = await client.get(kind, name)
  if (standing !== undefined && fresh?.metadata.uid !== standing.metadata.uid) informer.forget(standing)
  if (fresh !== undefined) informer.record(fresh)
  return fresh
}

/** Deletes that very object, and learns what has become of it. */
export async function deleteAndLearn(context: ControllerContext, kind: Kind, object: KubeObject): Promise<void> {
  const { name, namespace, uid } = object.metadata
  const named = { name, ...(namespace === undefined ? {} : { namespace }) }
  try {
    await context.client.delete(kind, named, { propagationPolicy: 'Background', ...(uid === undefined ? {} : { uid }) })
  } catch (error) {
    // Another object of that name by now: the one that was meant is gone.
    if (!(error instanceof KubernetesError) || error.reason !== 'Conflict') throw error
  }
  await readAgain(context, kind, named)
}

/** Writes the object (409 if it has changed meanwhile) and records the answer. */
export async function replaceAndRecord(
  { client, informers }: ControllerContext,
  kind: Kind,
  object: KubeObject,
  subresource?: 'status',
): Promise<KubeObject> {
  const written = await client.replace(kind, object, subresource === undefined ? {} : { subresource })
  informers.of(kind).record(written)
  return written
}
