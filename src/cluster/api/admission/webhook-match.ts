/**
 * Which webhooks a request goes to: rules, namespace selector, object selector.
 * https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-rules
 * Every kind here has one version, so `matchPolicy` Exact and Equivalent come to the same.
 */
import type { JsonObject } from '../../../base/index.ts'
import { isJsonObject } from '../../../base/index.ts'
import { KINDS, type KubeObject, labelSelectorFromObject, matchesLabels } from '../../../kube/index.ts'
import { objectsIn } from '../object-members.ts'
import type { ObjectStore } from '../objects.ts'
import type { AdmissionAttributes } from './stage.ts'

export async function isForWebhook(objects: ObjectStore, webhook: JsonObject, attributes: AdmissionAttributes): Promise<boolean> {
  if (!objectsIn(webhook, 'rules').some((rule) => matchesRule(rule, attributes))) return false
  if (!matchesObject(webhook, attributes)) return false
  return matchesNamespace(objects, webhook, attributes)
}

function matchesRule(rule: JsonObject, { operation, target }: AdmissionAttributes): boolean {
  const { kind } = target.resource
  const scope = rule['scope'] ?? '*'
  const fits = (member: string, value: string) => {
    const list = rule[member]
    return Array.isArray(list) && (list.includes(value) || list.includes('*'))
  }
  return (
    fits('operations', operation) &&
    fits('apiGroups', kind.group) &&
    fits('apiVersions', kind.version) &&
    (scope === '*' || scope === (kind.namespaced ? 'Namespaced' : 'Cluster')) &&
    matchesResource(rule['resources'], kind.plural, target.subresource)
  )
}

/** `pods`, `pods/status`, `pods/*`, `*`, `*` + `/status`, `*` + `/*`. */
function matchesResource(list: unknown, plural: string, subresource: string | undefined): boolean {
  if (!Array.isArray(list)) return false
  const wanted =
    subresource === undefined ? [plural, '*', '*/*'] : [`${plural}/${subresource}`, `${plural}/*`, `*/${subresource}`, '*/*']
  return wanted.some((pattern) => list.includes(pattern))
}

function matchesObject(webhook: JsonObject, { object, old }: AdmissionAttributes): boolean {
  const selector = labelSelectorFromObject(webhook['objectSelector'] ?? {})
  if (!selector.ok) return false
  return [object, old].some((each) => each !== undefined && matchesLabels(selector.value, each.metadata.labels))
}

async function matchesNamespace(objects: ObjectStore, webhook: JsonObject, attributes: AdmissionAttributes): Promise<boolean> {
  const given = webhook['namespaceSelector']
  if (!isJsonObject(given) || Object.keys(given).length === 0) return true
  const selector = labelSelectorFromObject(given)
  if (!selector.ok) return false
  const { target, object, old } = attributes
  let namespace: KubeObject | undefined
  if (target.resource.kind.kind === 'Namespace') namespace = object ?? old
  else if (target.namespace !== undefined) namespace = await objects.get(KINDS.namespace, undefined, target.namespace)
  else return true
  return namespace !== undefined && matchesLabels(selector.value, namespace.metadata.labels)
}
