/** Events (core/v1): https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ */
import { dnsSubdomain, type FieldProblem, KINDS, type KubeObject, problem } from '../../../kube/index.ts'
import { numberIn, objectIn, stringIn } from '../object-members.ts'
import { apiResource, type Column } from '../resource.ts'
import { ageOf } from '../table/age.ts'
import { text, wide } from '../table/columns.ts'

const WIDE_NAME: Column = { name: 'Name', type: 'string', format: 'name', priority: 1 }
const REFERENCE_FIELDS = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'] as const

export const eventResource = apiResource({
  kind: KINDS.event,
  singular: 'event',
  shortNames: ['ev'],
  typeName: 'CoreV1Event',
  checkName: dnsSubdomain,
  validate(event) {
    const problems: FieldProblem[] = []
    const namespace = stringIn(event['involvedObject'], 'namespace')
    const own = event.metadata.namespace ?? ''
    if (namespace === '' ? own !== 'default' && own !== 'kube-system' : namespace !== own) {
      problems.push(problem.invalid('involvedObject.namespace', namespace, 'does not match event.namespace'))
    }
    return problems
  },
  selectableFields: (event) => ({
    ...Object.fromEntries(REFERENCE_FIELDS.map((name) => [`involvedObject.${name}`, stringIn(event['involvedObject'], name)])),
    reason: stringIn(event, 'reason'),
    reportingComponent: stringIn(event, 'reportingComponent'),
    source: sourceOf(event),
    type: stringIn(event, 'type'),
  }),
  columns: [
    text('Last Seen'),
    text('Type'),
    text('Reason'),
    text('Object'),
    wide('Subobject'),
    wide('Source'),
    text('Message'),
    wide('First Seen'),
    wide('Count'),
    WIDE_NAME,
  ],
  cells(event, now) {
    const { involvedObject } = event
    const first = stringIn(event, 'firstTimestamp') || stringIn(event, 'eventTime')
    const last = stringIn(event['series'], 'lastObservedTime') || stringIn(event, 'lastTimestamp') || first
    const object = `${stringIn(involvedObject, 'kind').toLowerCase()}/${stringIn(involvedObject, 'name')}`
    return [
      ageOf(last, now),
      stringIn(event, 'type'),
      stringIn(event, 'reason'),
      object,
      stringIn(involvedObject, 'fieldPath'),
      sourceText(event),
      stringIn(event, 'message').trim(),
      ageOf(first, now),
      numberIn(event['series'], 'count') ?? numberIn(event, 'count') ?? 1,
      event.metadata.name,
    ]
  },
})

function sourceOf(event: KubeObject): string {
  return stringIn(event['source'], 'component') || stringIn(event, 'reportingComponent')
}

function sourceText(event: KubeObject): string {
  const host = stringIn(objectIn(event, 'source'), 'host')
  return host === '' ? sourceOf(event) : `${sourceOf(event)}, ${host}`
}
