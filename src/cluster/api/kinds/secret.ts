/** Secrets: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/ */
import { isJsonObject } from '../../../base/index.ts'
import { dnsSubdomain, type FieldProblem, KINDS, type KubeObject, problem } from '../../../kube/index.ts'
import { objectIn, stringIn } from '../object-members.ts'
import { apiResource } from '../resource.ts'
import { ageOf } from '../table/age.ts'
import { NAME_COLUMN, text } from '../table/columns.ts'
import { DATA_KEY, DATA_KEY_RULE, immutableData, MAX_DATA_BYTES } from './data-keys.ts'

const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
}
const SERVICE_ACCOUNT_TOKEN = 'kubernetes.io/service-account-token'

export const secretResource = apiResource({
  kind: KINDS.secret,
  singular: 'secret',
  typeName: 'V1Secret',
  checkName: dnsSubdomain,
  applyDefaults(secret) {
    if (typeof secret['type'] !== 'string' || secret['type'] === '') secret['type'] = 'Opaque'
    if (!isJsonObject(secret['stringData'])) return
    const encoded = Object.entries(secret['stringData']).map(([key, value]) => [key, base64(String(value))])
    secret['data'] = { ...objectIn(secret, 'data'), ...Object.fromEntries(encoded) }
    delete secret['stringData']
  },
  validate: validateSecret,
  validateUpdate(secret, old) {
    const type = secret['type'] === old['type'] ? [] : [problem.invalid('type', secret['type'], 'field is immutable')]
    return [...type, ...immutableData(secret, old, ['data'])]
  },
  selectableFields: (secret) => ({ type: stringIn(secret, 'type') }),
  columns: [NAME_COLUMN, text('Type'), text('Data'), text('Age')],
  cells: (secret, now) => [
    secret.metadata.name,
    stringIn(secret, 'type'),
    Object.keys(objectIn(secret, 'data')).length,
    ageOf(secret.metadata.creationTimestamp, now),
  ],
})

function validateSecret(secret: KubeObject): FieldProblem[] {
  const problems: FieldProblem[] = []
  const data = objectIn(secret, 'data')
  let size = 0
  for (const [key, value] of Object.entries(data)) {
    if (!DATA_KEY.test(key)) problems.push(problem.invalid(`data[${key}]`, key, DATA_KEY_RULE))
    size += Math.floor((String(value).length * 3) / 4)
  }
  if (size > MAX_DATA_BYTES) problems.push(problem.tooLong('data', MAX_DATA_BYTES))
  const type = stringIn(secret, 'type')
  for (const key of REQUIRED_KEYS[type] ?? []) {
    if (data[key] === undefined) problems.push(problem.required(`data[${key}]`))
  }
  const account = secret.metadata.annotations?.['kubernetes.io/service-account.name'] ?? ''
  if (type === SERVICE_ACCOUNT_TOKEN && account === '') {
    problems.push(problem.required('metadata.annotations[kubernetes.io/service-account.name]'))
  }
  return problems
}

function base64(value: string): string {
  return Buffer.from(value, 'utf8').toString('base64')
}
