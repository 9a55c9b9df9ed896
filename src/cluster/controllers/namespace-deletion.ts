/**
 * Empties a namespace that is being deleted, then gives it up.
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/ and
 * https://kubernetes.io/docs/tasks/administer-cluster/namespaces/#deleting-a-namespace
 * Promises: the namespace goes last, after everything of the kinds that this program knows.
 */
import { KINDS, type Kind, type KubeObject } from '../../kube/index.ts'
import { type ControllerContext, queueOver } from './controller.ts'
import type { WorkQueue } from './work-queue.ts'

/** Who makes others goes before what it makes. */
const CONTENTS: readonly Kind[] = [
  KINDS.deployment,
  KINDS.replicaSet,
  KINDS.service,
  ...Object.values(KINDS).filter(
    (kind) => kind.namespaced && kind !== KINDS.deployment && kind !== KINDS.replicaSet && kind !== KINDS.service,
  ),
]
const LOOK_AGAIN_MS = 5_000

export function namespaceDeletionController(context: ControllerContext): WorkQueue {
  const queue = queueOver(context, 'namespace', KINDS.namespace, async (namespace) => {
    if (namespace.metadata.deletionTimestamp === undefined) return
    const left = await emptied(context, namespace.metadata.name)
    if (left > 0) queue.addAfter(namespace.metadata.name, LOOK_AGAIN_MS)
    else await finalize(context, namespace)
  })
  // Pods take their time; the last one to go is the moment to look again.
  context.informers.of(KINDS.pod).onChange(({ object, gone }) => {
    const { namespace = '' } = object.metadata
    const isGoing = context.informers.of(KINDS.namespace).get(undefined, namespace)?.metadata.deletionTimestamp !== undefined
    if (gone && isGoing) queue.add(namespace)
  })
  return queue
}

/** @returns how many objects are still there */
async function emptied({ client }: ControllerContext, namespace: string): Promise<number> {
  let left = 0
  for (const kind of CONTENTS) {
    const { items } = await client.list(kind, { namespace })
    for (const { metadata } of items) {
      if (metadata.deletionTimestamp === undefined) {
        await client.delete(kind, { name: metadata.name, namespace }, { propagationPolicy: 'Background' })
      }
    }
    left += items.length === 0 ? 0 : (await client.list(kind, { namespace })).items.length
  }
  return left
}

async function finalize({ client }: ControllerContext, namespace: KubeObject): Promise<void> {
  await client.replace(KINDS.namespace, { ...namespace, spec: { finalizers: [] } }, { subresource: 'finalize' })
}
