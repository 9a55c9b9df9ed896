/** Service accounts: https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/service-account-v1/ */
import { dnsSubdomain, KINDS } from '../../../kube/index.ts'
import { objectsIn } from '../object-members.ts'
import { apiResource } from '../resource.ts'
import { ageOf } from '../table/age.ts'
import { NAME_COLUMN, text } from '../table/columns.ts'

export const serviceAccountResource = apiResource({
  kind: KINDS.serviceAccount,
  singular: 'serviceaccount',
  shortNames: ['sa'],
  typeName: 'V1ServiceAccount',
  subresources: [
    { name: 'token', verbs: ['create'], kind: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' } },
  ],
  checkName: dnsSubdomain,
  columns: [NAME_COLUMN, text('Secrets'), text('Age')],
  cells: (account, now) => [
    account.metadata.name,
    objectsIn(account, 'secrets').length,
    ageOf(account.metadata.creationTimestamp, now),
  ],
})
