/** Namespaces: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/namespace-v1/ */
import { dnsLabel, KINDS } from '../../../kube/index.ts'
import { ensureObject, fillIn, objectIn, stringIn } from '../object-members.ts'
import { apiResource } from '../resource.ts'
import { ageOf } from '../table/age.ts'
import { NAME_COLUMN, text } from '../table/columns.ts'

export const namespaceResource = apiResource({
  kind: KINDS.namespace,
  singular: 'namespace',
  shortNames: ['ns'],
  typeName: 'V1Namespace',
  hasStatus: true,
  subresources: [{ name: 'finalize', verbs: ['update'] }],
  checkName: dnsLabel,
  applyDefaults(namespace) {
    const name = namespace.metadata.name
    if (typeof name !== 'string' || name === '') return
    namespace.metadata.labels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': name }
  },
  async prepareCreate(namespace) {
    namespace['spec'] = { finalizers: ['kubernetes'] }
    namespace['status'] = { phase: 'Active' }
  },
  prepareUpdate(namespace, old) {
    namespace['spec'] = objectIn(old, 'spec')
    fillIn(ensureObject(namespace, 'status'), { phase: 'Active' })
  },
  selectableFields: (namespace) => ({ 'status.phase': stringIn(namespace['status'], 'phase') }),
  columns: [NAME_COLUMN, text('Status'), text('Age')],
  cells: (namespace, now) => [
    namespace.metadata.name,
    stringIn(namespace['status'], 'phase'),
    ageOf(namespace.metadata.creationTimestamp, now),
  ],
})
