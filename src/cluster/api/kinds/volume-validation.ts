/**
 * Volumes of a pod: one source each; projected service-account tokens with their bounds.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/
 */
import { isJsonObject, type JsonObject } from '../../../base/index.ts'
import { dnsLabel, type FieldProblem, problem } from '../../../kube/index.ts'
import { numberIn, objectsIn, stringIn } from '../object-members.ts'

const MIN_TOKEN_SECONDS = 600
const MAX_TOKEN_SECONDS = 2 ** 32
const PROJECTED = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle', 'podCertificate']

export function validateVolume(volume: JsonObject, field: string, names: Set<string>): FieldProblem[] {
  const problems: FieldProblem[] = []
  const name = stringIn(volume, 'name')
  const wrong = dnsLabel(name)
  if (name === '') problems.push(problem.required(`${field}.name`))
  else if (wrong !== undefined) problems.push(problem.invalid(`${field}.name`, name, wrong))
  else if (names.has(name)) problems.push(problem.duplicate(`${field}.name`, name))
  names.add(name)
  const sources = Object.keys(volume).filter((member) => member !== 'name')
  for (const source of sources.slice(1)) {
    problems.push(problem.forbidden(`${field}.${source}`, 'may not specify more than 1 volume type'))
  }
  if (isJsonObject(volume['projected'])) {
    for (const [index, source] of objectsIn(volume['projected'], 'sources').entries()) {
      problems.push(...validateProjection(source, `${field}.projected.sources[${index}]`, field))
    }
  }
  problems.push(
    ...validateKeyPaths(volume['secret'], `${field}.secret`),
    ...validateKeyPaths(volume['configMap'], `${field}.configMap`),
  )
  return problems
}

function validateProjection(source: JsonObject, field: string, volumeField: string): FieldProblem[] {
  const problems: FieldProblem[] = []
  for (const extra of PROJECTED.filter((name) => source[name] !== undefined).slice(1)) {
    problems.push(problem.forbidden(`${field}.${extra}`, 'may not specify more than 1 volume type'))
  }
  problems.push(
    ...validateKeyPaths(source['secret'], `${field}.secret`),
    ...validateKeyPaths(source['configMap'], `${field}.configMap`),
  )
  const token = source['serviceAccountToken']
  if (!isJsonObject(token)) return problems
  const seconds = numberIn(token, 'expirationSeconds') ?? MIN_TOKEN_SECONDS
  const secondsField = `${field}.serviceAccountToken.expirationSeconds`
  if (seconds < MIN_TOKEN_SECONDS)
    problems.push(problem.invalid(secondsField, seconds, 'may not specify a duration less than 10 minutes'))
  if (seconds > MAX_TOKEN_SECONDS)
    problems.push(problem.invalid(secondsField, seconds, 'may not specify a duration larger than 2^32 seconds'))
  const path = stringIn(token, 'path')
  if (path === '') problems.push(problem.required(`${volumeField}.projected.path`))
  else problems.push(...relativePath(path, `${field}.serviceAccountToken.path`))
  return problems
}

function validateKeyPaths(source: unknown, field: string): FieldProblem[] {
  return objectsIn(source, 'items').flatMap((item, index) => {
    const at = `${field}.items[${index}]`
    const path = stringIn(item, 'path')
    const key = stringIn(item, 'key') === '' ? [problem.required(`${at}.key`)] : []
    return [...key, ...(path === '' ? [problem.required(`${at}.path`)] : relativePath(path, `${at}.path`))]
  })
}

function relativePath(path: string, field: string): FieldProblem[] {
  if (path.startsWith('/')) return [problem.invalid(field, path, 'must be a relative path')]
  if (path.split('/').includes('..')) return [problem.invalid(field, path, "must not contain '..'")]
  return path.startsWith('..') ? [problem.invalid(field, path, "must not start with '..'")] : []
}
