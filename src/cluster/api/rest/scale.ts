/**
 * The `scale` subresource of Deployments and ReplicaSets (autoscaling/v1):
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replica-set-v1/
 */
import type { JsonObject, JsonValue } from '../../../base/index.ts'
import {
  badRequest,
  formatLabelSelector,
  invalid,
  type KubeObject,
  labelSelectorFromObject,
  notFound,
  type Patch,
  problem,
} from '../../../kube/index.ts'
import { numberIn, objectIn } from '../object-members.ts'
import type { RequestContext, Target } from '../request-context.ts'
import { decodeTyped } from './decode-body.ts'
import type { ApiParts } from './operations.ts'
import { patchDocument } from './patch.ts'
import { changeObject } from './update.ts'

const SCALE = { group: 'autoscaling', kind: 'Scale', version: 'v1' }

export async function getScale(parts: ApiParts, { resource, namespace, name = '' }: Target): Promise<KubeObject> {
  const object = await parts.objects.get(resource.kind, namespace, name)
  if (object === undefined) throw notFound(resource.kind, name)
  return scaleOf(object)
}

export async function replaceScale(
  parts: ApiParts,
  context: RequestContext,
  target: Target,
  body: JsonValue,
): Promise<KubeObject> {
  return changeScale(parts, context, target, () => body)
}

export async function patchScale(parts: ApiParts, context: RequestContext, target: Target, patch: Patch): Promise<KubeObject> {
  if (patch.type === 'apply') throw badRequest('server-side apply of the scale subresource is not built')
  return changeScale(parts, context, target, (scale) => patchDocument('V1Scale', scale as unknown as JsonObject, patch))
}

async function changeScale(
  parts: ApiParts,
  context: RequestContext,
  target: Target,
  wantedOf: (scale: KubeObject) => JsonValue,
): Promise<KubeObject> {
  const { subresource: _, ...whole } = target
  const changed = await changeObject(parts, context, whole, (object) => {
    const wanted = decodeTyped('V1Scale', wantedOf(scaleOf(object)), SCALE, context)
    const replicas = numberIn(wanted['spec'], 'replicas') ?? 0
    if (replicas < 0) {
      throw invalid(SCALE, object.metadata.name, [
        problem.invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
      ])
    }
    const version = objectIn(wanted, 'metadata')['resourceVersion']
    const metadata = typeof version === 'string' ? { ...object.metadata, resourceVersion: version } : object.metadata
    return { ...object, metadata, spec: { ...objectIn(object, 'spec'), replicas } }
  })
  return scaleOf(changed)
}

function scaleOf(object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const selector = labelSelectorFromObject(objectIn(object, 'spec')['selector'])
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: JSON.parse(JSON.stringify({ name, namespace, uid, resourceVersion, creationTimestamp })),
    spec: { replicas: numberIn(object['spec'], 'replicas') ?? 0 },
    status: {
      replicas: numberIn(object['status'], 'replicas') ?? 0,
      ...(selector.ok ? { selector: formatLabelSelector(selector.value) } : {}),
    },
  }
}
