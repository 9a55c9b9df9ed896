/** ReplicaSets: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replica-set-v1/ */
import { dnsSubdomain, KINDS } from '../../../kube/index.ts'
import { numberIn } from '../object-members.ts'
import { apiResource } from '../resource.ts'
import { ageOf } from '../table/age.ts'
import { count, NAME_COLUMN, text, wide } from '../table/columns.ts'
import { applyWorkloadDefaults, SCALE, validateSelectorUpdate, validateWorkload, workloadCells } from './workload.ts'

export const replicaSetResource = apiResource({
  kind: KINDS.replicaSet,
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  typeName: 'V1ReplicaSet',
  hasStatus: true,
  hasGeneration: true,
  subresources: [SCALE],
  checkName: dnsSubdomain,
  applyDefaults: applyWorkloadDefaults,
  async prepareCreate(replicaSet) {
    replicaSet['status'] = { replicas: 0 }
  },
  validate: validateWorkload,
  validateUpdate: validateSelectorUpdate,
  selectableFields: (replicaSet) => ({ 'status.replicas': String(numberIn(replicaSet['status'], 'replicas') ?? 0) }),
  columns: [
    NAME_COLUMN,
    count('Desired'),
    count('Current'),
    count('Ready'),
    text('Age'),
    wide('Containers'),
    wide('Images'),
    wide('Selector'),
  ],
  cells: (replicaSet, now) => [
    replicaSet.metadata.name,
    numberIn(replicaSet['spec'], 'replicas') ?? 0,
    numberIn(replicaSet['status'], 'replicas') ?? 0,
    numberIn(replicaSet['status'], 'readyReplicas') ?? 0,
    ageOf(replicaSet.metadata.creationTimestamp, now),
    ...workloadCells(replicaSet),
  ],
})
