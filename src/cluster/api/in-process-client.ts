/**
 * The client port, served in process: the same operations as over HTTPS, without the wire and without authorization
 * (whoever holds this value is a part of the program). What it hands out is the caller's own copy.
 */
import type { JsonValue } from '../../base/index.ts'
import {
  type AdmissionUser,
  type Kind,
  type KubeObject,
  type KubernetesClient,
  KubernetesError,
  type NewObject,
  noSuchResource,
  type ObjectName,
  type WatchHandlers,
  type WriteOptions,
} from '../../kube/index.ts'
import { findResource } from './kinds/registry.ts'
import type { RequestContext, Target } from './request-context.ts'
import type { ApiResource } from './resource.ts'
import { createObject } from './rest/create.ts'
import { deleteObject } from './rest/delete.ts'
import { listObjects } from './rest/list.ts'
import type { ApiParts } from './rest/operations.ts'
import { patchObject } from './rest/patch.ts'
import { patchScale, replaceScale } from './rest/scale.ts'
import { parseSelection } from './rest/selection.ts'
import { bindPod, finalizeNamespace } from './rest/subresource-writes.ts'
import { replaceObject } from './rest/update.ts'
import { watchObjects } from './rest/watch.ts'

export type CreateToken = (context: RequestContext, serviceAccount: ObjectName, body: JsonValue) => Promise<KubeObject>

export function inProcessClient(parts: ApiParts, user: AdmissionUser, createToken: CreateToken): KubernetesClient {
  return {
    async get(kind, { name, namespace }) {
      const object = await parts.objects.get(resourceOf(kind).kind, namespace, name)
      return object === undefined ? undefined : structuredClone(object)
    },
    async list(kind, query = {}) {
      const resource = resourceOf(kind)
      const page = await listObjects(parts, resource, {
        selection: parseSelection(resource, query),
        ...(query.limit === undefined ? {} : { limit: query.limit }),
        ...(query.continue === undefined ? {} : { continueToken: query.continue }),
      })
      const { items, resourceVersion, continueToken } = page
      return {
        items: structuredClone(items),
        resourceVersion,
        ...(continueToken === undefined ? {} : { continue: continueToken }),
      }
    },
    create: (kind, object, options) => create(parts, contextOf(user, options), targetOf(kind, object.metadata, options), object),
    replace(kind, object, options) {
      const target = targetOf(kind, object.metadata, options)
      const body = jsonOf(object)
      if (options?.subresource === 'scale') return replaceScale(parts, contextOf(user, options), target, body)
      if (options?.subresource === 'finalize') return finalizeNamespace(parts, target, body)
      return replaceObject(parts, contextOf(user, options), target, body)
    },
    async patch(kind, name, patch, options) {
      const target = targetOf(kind, name, options)
      if (options?.subresource === 'scale') return patchScale(parts, contextOf(user, options), target, patch)
      return (await patchObject(parts, contextOf(user, options), target, patch)).object
    },
    async delete(kind, name, options = {}) {
      try {
        await deleteObject(parts, contextOf(user), targetOf(kind, name), options)
      } catch (error) {
        if (!(error instanceof KubernetesError) || error.code !== 404) throw error
      }
    },
    async watch(kind, query, handlers) {
      const resource = resourceOf(kind)
      const { resourceVersion } = query
      return startWatch(parts, resource, { selection: parseSelection(resource, query), resourceVersion }, handlers)
    },
    async createToken(serviceAccount, request) {
      const review = await createToken(contextOf(user), serviceAccount, { spec: jsonOf(request) })
      const { token, expirationTimestamp } = review['status'] as { token: string; expirationTimestamp: string }
      return { token, expirationTimestamp }
    },
  }
}

function create(parts: ApiParts, context: RequestContext, target: Target, object: NewObject): Promise<KubeObject> {
  if (target.subresource === 'binding') return bindPod(parts, context, target, jsonOf(object))
  if (target.subresource !== undefined) throw noSuchResource()
  const { name: _, ...unnamed } = target
  return createObject(parts, context, unnamed, jsonOf(object))
}

async function startWatch(
  parts: ApiParts,
  resource: ApiResource,
  request: Parameters<typeof watchObjects>[2],
  handlers: WatchHandlers,
) {
  let open = true
  const subscription = await watchObjects(parts, resource, request, {
    onEvent({ type, object }) {
      if (open && type !== 'BOOKMARK') handlers.onEvent({ type, object: structuredClone(object) })
    },
    onEnd(error) {
      if (open) handlers.onEnd(error)
      open = false
    },
  })
  return {
    close() {
      open = false
      subscription.close()
    },
  }
}

function resourceOf(kind: Kind): ApiResource {
  const resource = findResource(kind.group, kind.version, kind.plural)
  if (resource === undefined) throw noSuchResource()
  return resource
}

function targetOf(kind: Kind, name: Partial<ObjectName>, options?: WriteOptions): Target {
  const resource = resourceOf(kind)
  return {
    resource,
    ...(name.name === undefined ? {} : { name: name.name }),
    ...(name.namespace === undefined || !kind.namespaced ? {} : { namespace: name.namespace }),
    ...(options?.subresource === undefined ? {} : { subresource: options.subresource }),
  }
}

/** Parts of this program write strictly: an unknown field is a bug of ours. */
function contextOf(user: AdmissionUser, options: WriteOptions = {}): RequestContext {
  return {
    user,
    dryRun: options.dryRun ?? false,
    fieldValidation: 'Strict',
    fieldManager: options.fieldManager ?? 'irsa',
    warn: () => {},
  }
}

/** As it would be on the wire: no `undefined`, nothing shared with the caller. */
function jsonOf(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue
}
