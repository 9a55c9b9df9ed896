/**
 * Deletes what nobody owns any more, and carries out foreground and orphaning deletions.
 * Source: https://kubernetes.io/docs/concepts/architecture/garbage-collection/
 * Promises: an object is deleted only if each of its owners was looked for in the cluster and is gone; an owner of a
 * kind that this program does not know is taken to be there.
 */
import type { Kind, KubeObject, OwnerReference } from '../../../kube/index.ts'
import { type ControllerContext, readAgain, replaceAndRecord } from '../controller.ts'
import { createWorkQueue, type WorkQueue } from '../work-queue.ts'
import { type Dependent, kindOfReference, type Ownership, ownerReferencesOf, watchOwnership } from './ownership.ts'

const FOREGROUND = 'foregroundDeletion'
const ORPHAN = 'orphan'

export function garbageCollector(context: ControllerContext): WorkQueue {
  const ownership = watchOwnership(context)
  const known = new Map<string, Dependent>()
  const { clock, scheduler, log } = context
  const queue = createWorkQueue({
    name: 'garbage collector',
    clock,
    scheduler,
    ...(log === undefined ? {} : { log }),
    async work(uid) {
      const subject = known.get(uid)
      const object = subject === undefined ? undefined : ownership.find(subject)
      if (subject === undefined || object === undefined) return
      if (isWaiting(object, ORPHAN)) await orphanDependents(context, ownership, subject.kind, object)
      else if (isWaiting(object, FOREGROUND)) await deleteForeground(context, ownership, queue, subject.kind, object)
      else await collect(context, ownership, subject.kind, object)
    },
    async refresh(uid) {
      const subject = known.get(uid)
      const object = subject === undefined ? undefined : ownership.find(subject)
      if (subject !== undefined && object !== undefined) await readAgain(context, subject.kind, nameOf(object))
    },
  })
  ownership.onChange((subject, object, gone) => {
    if (gone) {
      known.delete(subject.uid)
      for (const dependent of ownership.dependentsOf(subject.uid)) queue.add(dependent.uid)
      // An owner that waits for its dependents may be free now.
      for (const { uid } of ownerReferencesOf(object)) if (known.has(uid)) queue.add(uid)
      return
    }
    known.set(subject.uid, subject)
    const isOwned = ownerReferencesOf(object).length > 0
    if (isOwned || isWaiting(object, ORPHAN) || isWaiting(object, FOREGROUND)) queue.add(subject.uid)
  })
  return queue
}

function isWaiting(object: KubeObject, finalizer: string): boolean {
  return object.metadata.deletionTimestamp !== undefined && (object.metadata.finalizers ?? []).includes(finalizer)
}

function nameOf({ metadata }: KubeObject): { name: string; namespace?: string } {
  return { name: metadata.name, ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }) }
}

/** Deletes an object whose owners are all gone; takes away references to those of several that are. */
async function collect(context: ControllerContext, ownership: Ownership, kind: Kind, object: KubeObject): Promise<void> {
  const references = ownerReferencesOf(object)
  if (references.length === 0 || object.metadata.deletionTimestamp !== undefined) return
  const owners = await Promise.all(
    references.map(async (reference) => ({ reference, owner: await find(context, object, reference) })),
  )
  const isLeaving = (owner: KubeObject | Unknown | undefined, reference: OwnerReference): boolean =>
    owner !== undefined && owner !== 'unknown kind' && isWaiting(owner, FOREGROUND) && reference.blockOwnerDeletion === true
  const staying = owners.filter(({ owner, reference }) => owner !== undefined && !isLeaving(owner, reference))
  if (staying.length === owners.length) return
  if (staying.length > 0) {
    await writeReferences(
      context,
      kind,
      object,
      staying.map(({ reference }) => reference),
    )
    return
  }
  const isAwaited = owners.some(({ owner }) => owner !== undefined)
  const hasDependents = ownership.dependentsOf(object.metadata.uid ?? '').length > 0
  await deleteUnheld(context, kind, object, isAwaited && hasDependents ? 'Foreground' : 'Background')
}

type Unknown = 'unknown kind'

/** The owner, if it is there: in memory, or in the cluster, which alone is believed that it is not. */
async function find(
  context: ControllerContext,
  object: KubeObject,
  reference: OwnerReference,
): Promise<KubeObject | Unknown | undefined> {
  const kind = kindOfReference(reference)
  if (kind === undefined) return 'unknown kind'
  const namespace = kind.namespaced ? object.metadata.namespace : undefined
  const seen = context.informers.of(kind).byUid(reference.uid)
  if (seen !== undefined && seen.metadata.namespace === namespace) return seen
  const fresh = await context.client.get(kind, { name: reference.name, ...(namespace === undefined ? {} : { namespace }) })
  return fresh?.metadata.uid === reference.uid ? fresh : undefined
}

async function deleteUnheld(context: ControllerContext, kind: Kind, object: KubeObject, usual: 'Foreground' | 'Background') {
  const { uid, finalizers = [] } = object.metadata
  const held = finalizers.includes(ORPHAN) ? 'Orphan' : finalizers.includes(FOREGROUND) ? 'Foreground' : usual
  await context.client.delete(kind, nameOf(object), { propagationPolicy: held, ...(uid === undefined ? {} : { uid }) })
  await readAgain(context, kind, nameOf(object))
}

/** The owner goes when no dependent that blocks it is left. */
async function deleteForeground(
  context: ControllerContext,
  ownership: Ownership,
  queue: WorkQueue,
  kind: Kind,
  owner: KubeObject,
) {
  const { uid = '' } = owner.metadata
  const blocking = ownership.dependentsOf(uid).filter((dependent) => {
    const references = ownerReferencesOf(ownership.find(dependent))
    return references.some((reference) => reference.uid === uid && reference.blockOwnerDeletion === true)
  })
  if (blocking.length === 0) await dropFinalizer(context, kind, owner, FOREGROUND)
  else for (const dependent of blocking) queue.add(dependent.uid)
}

async function orphanDependents(context: ControllerContext, ownership: Ownership, kind: Kind, owner: KubeObject): Promise<void> {
  const { uid = '' } = owner.metadata
  for (const dependent of ownership.dependentsOf(uid)) {
    const object = ownership.find(dependent)
    if (object === undefined) continue
    const others = ownerReferencesOf(object).filter((reference) => reference.uid !== uid)
    // Its own fresh state if somebody else has just changed it: the next attempt finds it in memory.
    await writeReferences(context, dependent.kind, (await readAgain(context, dependent.kind, nameOf(object))) ?? object, others)
  }
  await dropFinalizer(context, kind, owner, ORPHAN)
}

async function writeReferences(context: ControllerContext, kind: Kind, object: KubeObject, ownerReferences: OwnerReference[]) {
  await replaceAndRecord(context, kind, { ...object, metadata: { ...object.metadata, ownerReferences } })
}

async function dropFinalizer(context: ControllerContext, kind: Kind, object: KubeObject, finalizer: string): Promise<void> {
  const finalizers = (object.metadata.finalizers ?? []).filter((each) => each !== finalizer)
  await context.client.replace(kind, { ...object, metadata: { ...object.metadata, finalizers } })
  await readAgain(context, kind, nameOf(object))
}
