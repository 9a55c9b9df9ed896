/** Config maps: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/config-map-v1/ */
import { dnsSubdomain, type FieldProblem, KINDS, problem } from '../../../kube/index.ts'
import { objectIn } from '../object-members.ts'
import { apiResource } from '../resource.ts'
import { ageOf } from '../table/age.ts'
import { NAME_COLUMN, text } from '../table/columns.ts'
import { DATA_KEY, DATA_KEY_RULE, immutableData, MAX_DATA_BYTES } from './data-keys.ts'

export const configMapResource = apiResource({
  kind: KINDS.configMap,
  singular: 'configmap',
  shortNames: ['cm'],
  typeName: 'V1ConfigMap',
  checkName: dnsSubdomain,
  validate(configMap) {
    const problems: FieldProblem[] = []
    const data = objectIn(configMap, 'data')
    const binary = objectIn(configMap, 'binaryData')
    let size = 0
    for (const [key, value] of [...Object.entries(data), ...Object.entries(binary)]) {
      const field = key in data ? `data[${key}]` : `binaryData[${key}]`
      if (!DATA_KEY.test(key)) problems.push(problem.invalid(field, key, DATA_KEY_RULE))
      size += String(value).length
    }
    for (const key of Object.keys(binary)) {
      if (Object.hasOwn(data, key)) problems.push(problem.invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'))
    }
    if (size > MAX_DATA_BYTES) problems.push(problem.tooLong('', MAX_DATA_BYTES))
    return problems
  },
  validateUpdate: (configMap, old) => immutableData(configMap, old, ['data', 'binaryData']),
  columns: [NAME_COLUMN, text('Data'), text('Age')],
  cells: (configMap, now) => [
    configMap.metadata.name,
    Object.keys(objectIn(configMap, 'data')).length + Object.keys(objectIn(configMap, 'binaryData')).length,
    ageOf(configMap.metadata.creationTimestamp, now),
  ],
})
