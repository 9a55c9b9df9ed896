/** Nodes: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/node-v1/ */
import { dnsSubdomain, KINDS, type KubeObject } from '../../../kube/index.ts'
import { ensureObject, objectIn, objectsIn, stringIn } from '../object-members.ts'
import { apiResource } from '../resource.ts'
import { ageOf } from '../table/age.ts'
import { NAME_COLUMN, text, wide } from '../table/columns.ts'

const ROLE_LABEL = 'node-role.kubernetes.io/'

export const nodeResource = apiResource({
  kind: KINDS.node,
  singular: 'node',
  shortNames: ['no'],
  typeName: 'V1Node',
  hasStatus: true,
  checkName: dnsSubdomain,
  /** A kubelet registers itself with its status, so that a new node keeps it. */
  async prepareCreate(node) {
    ensureObject(node, 'spec')
    ensureObject(node, 'status')
  },
  selectableFields: (node) => ({ 'spec.unschedulable': String(objectIn(node, 'spec')['unschedulable'] === true) }),
  columns: [
    NAME_COLUMN,
    text('Status'),
    text('Roles'),
    text('Age'),
    text('Version'),
    wide('Internal-IP'),
    wide('External-IP'),
    wide('OS-Image'),
    wide('Kernel-Version'),
    wide('Container-Runtime'),
  ],
  cells(node, now) {
    const info = objectIn(node['status'], 'nodeInfo')
    return [
      node.metadata.name,
      statusOf(node),
      rolesOf(node),
      ageOf(node.metadata.creationTimestamp, now),
      stringIn(info, 'kubeletVersion'),
      addressOf(node, 'InternalIP'),
      addressOf(node, 'ExternalIP'),
      stringIn(info, 'osImage') || '<unknown>',
      stringIn(info, 'kernelVersion') || '<unknown>',
      stringIn(info, 'containerRuntimeVersion') || '<unknown>',
    ]
  },
})

function statusOf(node: KubeObject): string {
  const ready = objectsIn(node['status'], 'conditions').find((condition) => condition['type'] === 'Ready')
  const state = ready === undefined ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady'
  return objectIn(node, 'spec')['unschedulable'] === true ? `${state},SchedulingDisabled` : state
}

function rolesOf(node: KubeObject): string {
  const roles = Object.keys(node.metadata.labels ?? {})
    .filter((label) => label.startsWith(ROLE_LABEL))
    .map((label) => label.slice(ROLE_LABEL.length))
    .sort()
  return roles.length === 0 ? '<none>' : roles.join(',')
}

function addressOf(node: KubeObject, type: string): string {
  const address = objectsIn(node['status'], 'addresses').find((each) => each['type'] === type)
  return stringIn(address, 'address') || '<none>'
}
