/**
 * DELETE: preconditions, grace, propagation, finalizers.
 * https://kubernetes.io/docs/concepts/architecture/garbage-collection/ and
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
 */
import { conflict, isPodFinished, type KubeObject, MODIFIED, notFound } from '../../../kube/index.ts'
import { numberIn, objectIn, stringIn } from '../object-members.ts'
import type { RequestContext, Target } from '../request-context.ts'
import { type ApiParts, timestamp } from './operations.ts'
import { isReadyToGo } from './persist-change.ts'

export interface DeleteRequest {
  readonly uid?: string
  readonly resourceVersion?: string
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy?: string
}

/** The object, and whether it is gone or only marked. */
export interface Deletion {
  readonly object: KubeObject
  readonly gone: boolean
}

const ATTEMPTS = 10
const DEFAULT_GRACE_SECONDS = 30
const FINALIZERS: Readonly<Record<string, string>> = { Foreground: 'foregroundDeletion', Orphan: 'orphan' }

export async function deleteObject(
  parts: ApiParts,
  context: RequestContext,
  target: Target,
  request: DeleteRequest,
): Promise<Deletion> {
  const { resource, namespace, name = '' } = target
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const standing = await parts.objects.get(resource.kind, namespace, name)
    if (standing === undefined) throw notFound(resource.kind, name)
    checkPreconditions(standing, target, request)
    await parts.admit({ operation: 'DELETE', target, context, old: standing })
    const marked = mark(standing, request, parts.clock.now())
    const gone = isReadyToGo(marked)
    if (context.dryRun) return { object: marked, gone }
    const outcome = await write(parts, target, standing, marked, gone)
    if (outcome !== 'lost') return { object: outcome, gone }
  }
  throw conflict(resource.kind, name, MODIFIED)
}

async function write(parts: ApiParts, { resource }: Target, standing: KubeObject, marked: KubeObject, gone: boolean) {
  if (gone) {
    const removed = await parts.objects.remove(resource.kind, standing)
    return removed === 'lost' ? removed : marked
  }
  return marked === standing ? standing : parts.objects.replace(resource.kind, marked)
}

function checkPreconditions(standing: KubeObject, { resource, name = '' }: Target, request: DeleteRequest): void {
  const { uid, resourceVersion } = standing.metadata
  if (request.uid !== undefined && request.uid !== uid) {
    throw conflict(
      resource.kind,
      name,
      `Precondition failed: UID in precondition: ${request.uid}, UID in object meta: ${uid ?? ''}`,
    )
  }
  if (request.resourceVersion !== undefined && request.resourceVersion !== resourceVersion) {
    const why = `Precondition failed: ResourceVersion in precondition: ${request.resourceVersion}, ResourceVersion in object meta: ${resourceVersion ?? ''}`
    throw conflict(resource.kind, name, why)
  }
}

/** The object as it stands once its deletion has begun; the same value if nothing changes. */
function mark(standing: KubeObject, request: DeleteRequest, now: number): KubeObject {
  const grace = graceSeconds(standing, request)
  const before = standing.metadata
  const finalizer = FINALIZERS[request.propagationPolicy ?? '']
  const finalizers = [...(before.finalizers ?? [])]
  if (finalizer !== undefined && before.deletionTimestamp === undefined && !finalizers.includes(finalizer))
    finalizers.push(finalizer)
  if (before.deletionTimestamp !== undefined && grace >= (before.deletionGracePeriodSeconds ?? 0)) return standing
  const metadata = {
    ...before,
    ...(finalizers.length === 0 ? {} : { finalizers }),
    deletionTimestamp: timestamp(now + grace * 1000),
    deletionGracePeriodSeconds: grace,
    ...(before.generation === undefined ? {} : { generation: before.generation + 1 }),
  }
  const status = standing.kind === 'Namespace' ? { status: { ...objectIn(standing, 'status'), phase: 'Terminating' } } : {}
  return { ...standing, metadata, ...status }
}

/** Only a pod that a node has taken, and that still runs, is given time. */
function graceSeconds(standing: KubeObject, request: DeleteRequest): number {
  if (standing.kind !== 'Pod') return 0
  if (stringIn(standing['spec'], 'nodeName') === '' || isPodFinished(standing)) return 0
  const given = request.gracePeriodSeconds ?? numberIn(standing['spec'], 'terminationGracePeriodSeconds')
  return Math.max(0, given ?? DEFAULT_GRACE_SECONDS)
}
