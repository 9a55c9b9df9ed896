/**
 * Services: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/
 * Cluster addresses and node ports are given out here, from fixed ranges, lowest free one first.
 */
import type { JsonObject } from '../../../base/index.ts'
import { dns1035Label, dnsLabel, type FieldProblem, KINDS, type KubeObject, problem } from '../../../kube/index.ts'
import { ensureObject, fillIn, numberIn, objectIn, objectsIn, stringIn } from '../object-members.ts'
import { apiResource } from '../resource.ts'
import { ageOf } from '../table/age.ts'
import { NAME_COLUMN, text, wide } from '../table/columns.ts'

/** 10.96.0.0/16, and 30000-32767: the ranges that kubeadm and kube-apiserver have by default. */
const CLUSTER_NETWORK = '10.96.'
const NODE_PORTS = { first: 30_000, last: 32_767 }
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
const PROTOCOLS = ['SCTP', 'TCP', 'UDP']

export const serviceResource = apiResource({
  kind: KINDS.service,
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  typeName: 'V1Service',
  hasStatus: true,
  checkName: dns1035Label,
  applyDefaults: applyServiceDefaults,
  async prepareCreate(service, environment) {
    service['status'] = { loadBalancer: {} }
    const others = await environment.listAll(KINDS.service)
    allocateAddress(service, others)
    allocateNodePorts(service, others)
  },
  prepareUpdate(service, old) {
    const spec = ensureObject(service, 'spec')
    const before = objectIn(old, 'spec')
    for (const member of ['clusterIP', 'clusterIPs'] as const) {
      if (spec['type'] !== 'ExternalName' && spec[member] === undefined && before[member] !== undefined)
        spec[member] = before[member]
    }
    keepNodePorts(spec, before)
  },
  validate: validateService,
  validateUpdate(service, old) {
    const [address, before] = [service, old].map((each) => stringIn(each['spec'], 'clusterIP'))
    if (before === '' || address === before || stringIn(service['spec'], 'type') === 'ExternalName') return []
    return [problem.invalid('spec.clusterIPs[0]', address, 'may not change once set')]
  },
  selectableFields: (service) => ({
    'spec.clusterIP': stringIn(service['spec'], 'clusterIP'),
    'spec.type': stringIn(service['spec'], 'type'),
  }),
  columns: [NAME_COLUMN, text('Type'), text('Cluster-IP'), text('External-IP'), text('Port(s)'), text('Age'), wide('Selector')],
  cells(service, now) {
    const spec = objectIn(service, 'spec')
    const selector = Object.entries(objectIn(spec, 'selector')).map(([key, value]) => `${key}=${String(value)}`)
    return [
      service.metadata.name,
      stringIn(spec, 'type'),
      stringIn(spec, 'clusterIP') || '<none>',
      externalAddress(spec),
      portsText(spec),
      ageOf(service.metadata.creationTimestamp, now),
      selector.sort().join(',') || '<none>',
    ]
  },
})

function applyServiceDefaults(service: KubeObject): void {
  const spec = ensureObject(service, 'spec')
  fillIn(spec, { type: 'ClusterIP', sessionAffinity: 'None' })
  const type = spec['type']
  if (type === 'NodePort' || type === 'LoadBalancer') {
    fillIn(spec, { externalTrafficPolicy: 'Cluster' })
  }
  if (type === 'LoadBalancer') fillIn(spec, { allocateLoadBalancerNodePorts: true })
  if (type !== 'ExternalName')
    fillIn(spec, { internalTrafficPolicy: 'Cluster', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' })
  if (spec['sessionAffinity'] === 'ClientIP') fillIn(spec, { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } } })
  for (const port of objectsIn(spec, 'ports')) {
    fillIn(port, { protocol: 'TCP' })
    if (port['targetPort'] === undefined || port['targetPort'] === 0) port['targetPort'] = port['port'] ?? 0
  }
}

function allocateAddress(service: KubeObject, others: readonly KubeObject[]): void {
  const spec = ensureObject(service, 'spec')
  if (spec['type'] === 'ExternalName') return
  const wanted = stringIn(spec, 'clusterIP')
  const taken = new Set(others.map((other) => stringIn(other['spec'], 'clusterIP')))
  if (wanted === '') {
    for (let number = 2; number < 65_535 && spec['clusterIP'] === undefined; number++) {
      const address = `${CLUSTER_NETWORK}${number >> 8}.${number & 255}`
      if (!taken.has(address)) spec['clusterIP'] = address
    }
  }
  spec['clusterIPs'] = [stringIn(spec, 'clusterIP')]
}

function needsNodePorts(spec: JsonObject): boolean {
  return spec['type'] === 'NodePort' || (spec['type'] === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false)
}

function allocateNodePorts(service: KubeObject, others: readonly KubeObject[]): void {
  const spec = objectIn(service, 'spec')
  if (!needsNodePorts(spec)) return
  const taken = new Set(
    [service, ...others].flatMap((other) => objectsIn(other['spec'], 'ports').map((port) => port['nodePort'])),
  )
  let next = NODE_PORTS.first
  for (const port of objectsIn(spec, 'ports')) {
    if (numberIn(port, 'nodePort') !== undefined && port['nodePort'] !== 0) continue
    while (taken.has(next)) next++
    port['nodePort'] = next
    taken.add(next)
  }
}

/** A change that does not name the node ports keeps them; a service that becomes ClusterIP gives them back. */
function keepNodePorts(spec: JsonObject, before: JsonObject): void {
  const old = objectsIn(before, 'ports')
  for (const port of objectsIn(spec, 'ports')) {
    if (!needsNodePorts(spec)) delete port['nodePort']
    else if (port['nodePort'] === undefined) {
      const same = old.find((other) => other['port'] === port['port'] && other['protocol'] === port['protocol'])
      if (same?.['nodePort'] !== undefined) port['nodePort'] = same['nodePort']
    }
  }
}

function validateService(service: KubeObject): FieldProblem[] {
  const spec = objectIn(service, 'spec')
  const problems: FieldProblem[] = []
  const type = stringIn(spec, 'type')
  if (!TYPES.includes(type)) problems.push(problem.notSupported('spec.type', type, TYPES))
  if (type === 'ExternalName' && stringIn(spec, 'externalName') === '') problems.push(problem.required('spec.externalName'))
  const ports = objectsIn(spec, 'ports')
  const headless = stringIn(spec, 'clusterIP') === 'None'
  if (ports.length === 0 && !headless && type !== 'ExternalName') problems.push(problem.required('spec.ports'))
  const seen = new Set<string>()
  for (const [index, port] of ports.entries())
    problems.push(...validatePort(port, `spec.ports[${index}]`, ports.length > 1, seen))
  return problems
}

function validatePort(port: JsonObject, field: string, namesRequired: boolean, seen: Set<string>): FieldProblem[] {
  const problems: FieldProblem[] = []
  const name = stringIn(port, 'name')
  if (namesRequired && name === '') problems.push(problem.required(`${field}.name`))
  const wrong = name === '' ? undefined : dnsLabel(name)
  if (wrong !== undefined) problems.push(problem.invalid(`${field}.name`, name, wrong))
  if (name !== '' && seen.has(`name ${name}`)) problems.push(problem.duplicate(`${field}.name`, name))
  const number = numberIn(port, 'port') ?? 0
  if (number < 1 || number > 65_535)
    problems.push(problem.invalid(`${field}.port`, number, 'must be between 1 and 65535, inclusive'))
  const protocol = stringIn(port, 'protocol')
  if (!PROTOCOLS.includes(protocol)) problems.push(problem.notSupported(`${field}.protocol`, protocol, PROTOCOLS))
  if (seen.has(`${protocol} ${number}`)) problems.push(problem.duplicate(field, { port: number, protocol }))
  const nodePort = numberIn(port, 'nodePort') ?? 0
  if (nodePort !== 0 && (nodePort < NODE_PORTS.first || nodePort > NODE_PORTS.last)) {
    const range = `provided port is not in the valid range. The range of valid ports is ${NODE_PORTS.first}-${NODE_PORTS.last}`
    problems.push(problem.invalid(`${field}.nodePort`, nodePort, range))
  }
  seen.add(`name ${name}`).add(`${protocol} ${number}`)
  return problems
}

function externalAddress(spec: JsonObject): string {
  if (spec['type'] === 'ExternalName') return stringIn(spec, 'externalName')
  const given = Array.isArray(spec['externalIPs']) ? spec['externalIPs'].join(',') : ''
  if (given !== '') return given
  return spec['type'] === 'LoadBalancer' ? '<pending>' : '<none>'
}

function portsText(spec: JsonObject): string {
  const ports = objectsIn(spec, 'ports').map((port) => {
    const nodePort = numberIn(port, 'nodePort') ?? 0
    return `${numberIn(port, 'port')}${nodePort === 0 ? '' : `:${nodePort}`}/${stringIn(port, 'protocol')}`
  })
  return ports.join(',') || '<none>'
}
