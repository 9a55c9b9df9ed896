/** Endpoints: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoints-v1/ */
import { dnsSubdomain, type FieldProblem, KINDS, type KubeObject, problem } from '../../../kube/index.ts'
import { numberIn, objectsIn, stringIn } from '../object-members.ts'
import { apiResource } from '../resource.ts'
import { ageOf } from '../table/age.ts'
import { NAME_COLUMN, text } from '../table/columns.ts'

const SHOWN = 3

export const endpointsResource = apiResource({
  kind: KINDS.endpoints,
  singular: 'endpoints',
  shortNames: ['ep'],
  typeName: 'V1Endpoints',
  checkName: dnsSubdomain,
  applyDefaults(endpoints) {
    for (const subset of objectsIn(endpoints, 'subsets')) {
      for (const port of objectsIn(subset, 'ports')) port['protocol'] ??= 'TCP'
    }
  },
  validate(endpoints) {
    const problems: FieldProblem[] = []
    for (const [index, subset] of objectsIn(endpoints, 'subsets').entries()) {
      const field = `subsets[${index}]`
      if (objectsIn(subset, 'addresses').length + objectsIn(subset, 'notReadyAddresses').length === 0) {
        problems.push(problem.required(field, 'must specify `addresses` or `notReadyAddresses`'))
      }
      for (const [at, port] of objectsIn(subset, 'ports').entries()) {
        const number = numberIn(port, 'port') ?? 0
        if (number < 1 || number > 65_535) {
          problems.push(problem.invalid(`${field}.ports[${at}].port`, number, 'must be between 1 and 65535, inclusive'))
        }
      }
    }
    return problems
  },
  columns: [NAME_COLUMN, text('Endpoints'), text('Age')],
  cells: (endpoints, now) => [
    endpoints.metadata.name,
    formatEndpoints(endpoints),
    ageOf(endpoints.metadata.creationTimestamp, now),
  ],
})

/** `10.0.0.1:80,10.0.0.2:80 + 2 more...` */
function formatEndpoints(endpoints: KubeObject): string {
  const all = objectsIn(endpoints, 'subsets').flatMap((subset) => {
    const addresses = objectsIn(subset, 'addresses').map((address) => stringIn(address, 'ip'))
    const ports = objectsIn(subset, 'ports')
    if (ports.length === 0) return addresses
    return ports.flatMap((port) => addresses.map((address) => `${address}:${numberIn(port, 'port')}`))
  })
  if (all.length === 0) return '<none>'
  const more = all.length > SHOWN ? ` + ${all.length - SHOWN} more...` : ''
  return all.slice(0, SHOWN).join(',') + more
}
