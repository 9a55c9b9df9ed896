/** Which objects a list or a watch is about: namespace, labels, fields. */
import {
  badRequest,
  type FieldSelector,
  type KubeObject,
  type LabelSelector,
  matchesFields,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
} from '../../../kube/index.ts'
import type { ApiResource } from '../resource.ts'

export interface Selection {
  readonly namespace?: string
  readonly labels: LabelSelector
  readonly fields: FieldSelector
}

export function parseSelection(
  resource: ApiResource,
  query: {
    readonly namespace?: string
    readonly name?: string
    readonly labelSelector?: string
    readonly fieldSelector?: string
  },
): Selection {
  const labels = parseLabelSelector(query.labelSelector ?? '')
  if (!labels.ok) throw badRequest(`unable to parse requirement: ${labels.problem}`)
  const fields = parseFieldSelector(query.fieldSelector ?? '')
  if (!fields.ok) throw badRequest(`invalid field selector ${query.fieldSelector ?? ''}: ${fields.problem}`)
  const supported = new Set(['metadata.name', 'metadata.namespace', ...Object.keys(resource.selectableFields(EMPTY))])
  for (const { field } of fields.value) {
    if (!supported.has(field)) {
      throw badRequest(`field label not supported: ${field}`)
    }
  }
  const named = query.name === undefined ? [] : [{ field: 'metadata.name', equal: true, value: query.name }]
  return {
    labels: labels.value,
    fields: [...fields.value, ...named],
    ...(query.namespace === undefined ? {} : { namespace: query.namespace }),
  }
}

/** The keys of `selectableFields` are the same for every object. */
const EMPTY: KubeObject = { apiVersion: '', kind: '', metadata: { name: '' } }

export function isSelected(object: KubeObject, { namespace, labels, fields }: Selection, resource: ApiResource): boolean {
  if (namespace !== undefined && object.metadata.namespace !== namespace) return false
  if (!matchesLabels(labels, object.metadata.labels)) return false
  if (fields.length === 0) return true
  const own = {
    ...resource.selectableFields(object),
    'metadata.name': object.metadata.name,
    'metadata.namespace': object.metadata.namespace ?? '',
  }
  return matchesFields(fields, own)
}
