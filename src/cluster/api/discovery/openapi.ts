/**
 * OpenAPI version 3 documents, made from the registry and the table of known fields: enough for `kubectl apply`
 * (which only asks whether the server validates fields itself) and for `kubectl explain` (without descriptions).
 * https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3
 * Version 2 is an empty protobuf document: valid, and all that kubectl needs to leave validation to the server.
 */
import { apiVersionOf, type FieldType, fieldsOf, patchExtensions } from '../../../kube/index.ts'
import { RESOURCES } from '../kinds/registry.ts'
import type { ApiResource } from '../resource.ts'

/** Not what was asked for (`...spec.v2@v1.0+protobuf`): kubectl cannot parse the `@` in an answer. */
export const OPENAPI_V2_TYPE = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'

/** `api/v1`, `apis/apps/v1`: the documents there are. */
export function openapiPaths(): readonly string[] {
  return [...new Set(RESOURCES.map(({ kind }) => pathOf(apiVersionOf(kind))))].sort()
}

function pathOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`
}

export function openapiDocument(path: string, version: string) {
  const resources = RESOURCES.filter(({ kind }) => pathOf(apiVersionOf(kind)) === path)
  if (resources.length === 0) return undefined
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version },
    paths: Object.fromEntries(resources.map((resource) => [`/${path}/${pathPattern(resource)}`, pathItem(resource)])),
    components: { schemas: schemasOf(resources) },
  }
}

function pathPattern({ kind }: ApiResource): string {
  return `${kind.namespaced ? 'namespaces/{namespace}/' : ''}${kind.plural}/{name}`
}

function gvkOf({ kind }: ApiResource) {
  return { group: kind.group, version: kind.version, kind: kind.kind }
}

function pathItem(resource: ApiResource) {
  const schema = { $ref: reference(resource.typeName) }
  const content = { 'application/json': { schema } }
  const action = { 'x-kubernetes-group-version-kind': gvkOf(resource), responses: { 200: { description: 'OK', content } } }
  const patchTypes = ['json-patch', 'merge-patch', 'strategic-merge-patch'].map((type) => [`application/${type}+json`, {}])
  return {
    get: { ...action, 'x-kubernetes-action': 'get' },
    patch: {
      ...action,
      'x-kubernetes-action': 'patch',
      parameters: [
        { name: 'dryRun', in: 'query', schema: { type: 'string', uniqueItems: true } },
        { name: 'fieldValidation', in: 'query', schema: { type: 'string', uniqueItems: true } },
      ],
      requestBody: { content: { ...Object.fromEntries(patchTypes), 'application/apply-patch+yaml': {} } },
    },
  }
}

function reference(typeName: string): string {
  return `#/components/schemas/${typeName}`
}

/** The kinds and every type that they reach. */
function schemasOf(resources: readonly ApiResource[]) {
  const schemas: Record<string, unknown> = {}
  const queue = resources.map(({ typeName }) => typeName)
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (schemas[name] !== undefined) continue
    const fields = [...(fieldsOf(name) ?? [])]
    const kinds = resources.filter(({ typeName }) => typeName === name).map(gvkOf)
    schemas[name] = {
      type: 'object',
      properties: Object.fromEntries(
        fields.map(([field, type]) => [field, { ...schemaOf(type, queue), ...patchExtensions(name, field) }]),
      ),
      ...(kinds.length === 0 ? {} : { 'x-kubernetes-group-version-kind': kinds }),
    }
  }
  return schemas
}

function schemaOf(type: FieldType, queue: string[]): object {
  switch (type.kind) {
    case 'message':
      queue.push(type.name)
      return { allOf: [{ $ref: reference(type.name) }], default: {} }
    case 'list':
      return { type: 'array', items: schemaOf(type.item, queue) }
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(type.value, queue) }
    case 'scalar':
      return SCALARS[type.scalar]
  }
}

const SCALARS = {
  string: { type: 'string' },
  integer: { type: 'integer', format: 'int64' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  time: { type: 'string', format: 'date-time' },
  bytes: { type: 'string', format: 'byte' },
  quantity: { type: 'string' },
  intstr: { type: 'string', format: 'int-or-string' },
  any: { type: 'object' },
} as const
