/**
 * Webhook configurations:
 * https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/mutating-webhook-configuration-v1/
 * `reinvocationPolicy: IfNeeded` and `matchConditions` (CEL) are refused by name: neither is built.
 */
import type { JsonObject } from '../../../base/index.ts'
import { isJsonObject, LIMITS } from '../../../base/index.ts'
import { dnsSubdomain, type FieldProblem, KINDS, labelSelectorFromObject, problem } from '../../../kube/index.ts'
import { ensureObject, fillIn, numberIn, objectIn, objectsIn, stringIn } from '../object-members.ts'
import { apiResource } from '../resource.ts'
import { ageOf } from '../table/age.ts'
import { count, NAME_COLUMN, text } from '../table/columns.ts'

const SIDE_EFFECTS = ['None', 'NoneOnDryRun']
const MAX_TIMEOUT_SECONDS = 30

export const mutatingWebhookConfigurationResource = apiResource({
  kind: KINDS.mutatingWebhookConfiguration,
  singular: 'mutatingwebhookconfiguration',
  categories: ['api-extensions'],
  typeName: 'V1MutatingWebhookConfiguration',
  hasGeneration: true,
  checkName: dnsSubdomain,
  applyDefaults(configuration) {
    for (const webhook of objectsIn(configuration, 'webhooks')) {
      fillIn(webhook, {
        failurePolicy: 'Fail',
        matchPolicy: 'Equivalent',
        reinvocationPolicy: 'Never',
        timeoutSeconds: LIMITS.kube.webhookTimeoutMs / 1000,
      })
      ensureObject(webhook, 'namespaceSelector')
      ensureObject(webhook, 'objectSelector')
      for (const rule of objectsIn(webhook, 'rules')) fillIn(rule, { scope: '*' })
      const service = objectIn(webhook, 'clientConfig')['service']
      if (isJsonObject(service)) fillIn(service, { port: 443 })
    }
  },
  validate: (configuration) =>
    objectsIn(configuration, 'webhooks').flatMap((webhook, index) => validateWebhook(webhook, `webhooks[${index}]`)),
  columns: [NAME_COLUMN, count('Webhooks'), text('Age')],
  cells: (configuration, now) => [
    configuration.metadata.name,
    objectsIn(configuration, 'webhooks').length,
    ageOf(configuration.metadata.creationTimestamp, now),
  ],
})

function validateWebhook(webhook: JsonObject, field: string): FieldProblem[] {
  const problems: FieldProblem[] = []
  const name = stringIn(webhook, 'name')
  if (name === '') problems.push(problem.required(`${field}.name`))
  else if (dnsSubdomain(name) !== undefined || name.split('.').length < 3) {
    problems.push(problem.invalid(`${field}.name`, name, 'should be a domain with at least three segments separated by dots'))
  }
  const versions = Array.isArray(webhook['admissionReviewVersions']) ? webhook['admissionReviewVersions'] : []
  if (versions.length === 0) problems.push(problem.required(`${field}.admissionReviewVersions`))
  else if (!versions.includes('v1')) {
    const detail = 'must include at least one of v1, v1beta1; this server speaks v1'
    problems.push(problem.invalid(`${field}.admissionReviewVersions`, versions, detail))
  }
  const effects = stringIn(webhook, 'sideEffects')
  if (effects === '') problems.push(problem.required(`${field}.sideEffects`, 'must specify one of None, NoneOnDryRun'))
  else if (!SIDE_EFFECTS.includes(effects)) problems.push(problem.notSupported(`${field}.sideEffects`, effects, SIDE_EFFECTS))
  problems.push(
    ...validatePolicies(webhook, field),
    ...validateClient(objectIn(webhook, 'clientConfig'), `${field}.clientConfig`),
  )
  for (const selector of ['namespaceSelector', 'objectSelector']) {
    const parsed = labelSelectorFromObject(webhook[selector])
    if (!parsed.ok) problems.push(problem.invalid(`${field}.${selector}`, webhook[selector], parsed.problem))
  }
  return problems
}

function validatePolicies(webhook: JsonObject, field: string): FieldProblem[] {
  const problems: FieldProblem[] = []
  const failurePolicy = stringIn(webhook, 'failurePolicy')
  if (!['Fail', 'Ignore'].includes(failurePolicy)) {
    problems.push(problem.notSupported(`${field}.failurePolicy`, failurePolicy, ['Fail', 'Ignore']))
  }
  const matchPolicy = stringIn(webhook, 'matchPolicy')
  if (!['Equivalent', 'Exact'].includes(matchPolicy)) {
    problems.push(problem.notSupported(`${field}.matchPolicy`, matchPolicy, ['Equivalent', 'Exact']))
  }
  if (webhook['reinvocationPolicy'] !== 'Never') {
    problems.push(problem.notSupported(`${field}.reinvocationPolicy`, webhook['reinvocationPolicy'], ['Never']))
  }
  if (objectsIn(webhook, 'matchConditions').length > 0) {
    problems.push(problem.forbidden(`${field}.matchConditions`, 'CEL conditions are not built in this server'))
  }
  const timeout = numberIn(webhook, 'timeoutSeconds') ?? 1
  if (timeout < 1 || timeout > MAX_TIMEOUT_SECONDS) {
    problems.push(problem.invalid(`${field}.timeoutSeconds`, timeout, 'the timeout value must be between 1 and 30 seconds'))
  }
  return problems
}

function validateClient(client: JsonObject, field: string): FieldProblem[] {
  const hasUrl = stringIn(client, 'url') !== ''
  const hasService = isJsonObject(client['service'])
  if (hasUrl === hasService) return [problem.required(field, 'exactly one of url or service is required')]
  if (hasUrl && !stringIn(client, 'url').startsWith('https://')) {
    return [
      problem.invalid(
        `${field}.url`,
        client['url'],
        "'https' is the only allowed URL scheme; desired format: https://host[/path]",
      ),
    ]
  }
  return []
}
