/**
 * What a pod's spec must hold, alone and inside a pod template.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
import { isJsonObject, type JsonObject } from '../../../base/index.ts'
import { dnsLabel, dnsSubdomain, type FieldProblem, problem } from '../../../kube/index.ts'
import { numberIn, objectIn, objectsIn, stringIn } from '../object-members.ts'
import { validateVolume } from './volume-validation.ts'

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never']
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never']
const PROTOCOLS = ['SCTP', 'TCP', 'UDP']
const VARIABLE_NAME = /^[^=\0]+$/

/** @param field where the spec stands: `spec`, `spec.template.spec` */
export function validatePodSpec(spec: JsonObject, field: string): FieldProblem[] {
  const problems: FieldProblem[] = []
  const volumes = objectsIn(spec, 'volumes')
  const volumeNames = new Set<string>()
  for (const [index, volume] of volumes.entries()) {
    problems.push(...validateVolume(volume, `${field}.volumes[${index}]`, volumeNames))
  }
  const names = new Set<string>()
  const containers = objectsIn(spec, 'containers')
  if (containers.length === 0) problems.push(problem.required(`${field}.containers`))
  for (const [index, container] of containers.entries()) {
    problems.push(...validateContainer(container, `${field}.containers[${index}]`, names, volumeNames))
  }
  for (const [index, container] of objectsIn(spec, 'initContainers').entries()) {
    problems.push(...validateContainer(container, `${field}.initContainers[${index}]`, names, volumeNames))
  }
  const restartPolicy = stringIn(spec, 'restartPolicy')
  if (!RESTART_POLICIES.includes(restartPolicy)) {
    problems.push(problem.notSupported(`${field}.restartPolicy`, restartPolicy, RESTART_POLICIES))
  }
  const account = stringIn(spec, 'serviceAccountName')
  const wrong = account === '' ? undefined : dnsSubdomain(account)
  if (wrong !== undefined) problems.push(problem.invalid(`${field}.serviceAccountName`, account, wrong))
  for (const name of ['terminationGracePeriodSeconds', 'activeDeadlineSeconds'] as const) {
    const seconds = numberIn(spec, name) ?? 1
    if (seconds < 0) problems.push(problem.invalid(`${field}.${name}`, seconds, 'must be greater than or equal to 0'))
  }
  return problems
}

function validateContainer(
  container: JsonObject,
  field: string,
  names: Set<string>,
  volumes: ReadonlySet<string>,
): FieldProblem[] {
  const problems: FieldProblem[] = []
  const name = stringIn(container, 'name')
  const wrong = dnsLabel(name)
  if (name === '') problems.push(problem.required(`${field}.name`))
  else if (wrong !== undefined) problems.push(problem.invalid(`${field}.name`, name, wrong))
  else if (names.has(name)) problems.push(problem.duplicate(`${field}.name`, name))
  names.add(name)
  const image = stringIn(container, 'image')
  if (image === '') problems.push(problem.required(`${field}.image`))
  else if (image !== image.trim())
    problems.push(problem.invalid(`${field}.image`, image, 'must not have leading or trailing whitespace'))
  const policy = stringIn(container, 'imagePullPolicy')
  if (!PULL_POLICIES.includes(policy)) problems.push(problem.notSupported(`${field}.imagePullPolicy`, policy, PULL_POLICIES))
  problems.push(...validatePorts(container, field), ...validateEnvironment(container, field))
  problems.push(...validateMounts(container, field, volumes))
  return problems
}

function validatePorts(container: JsonObject, field: string): FieldProblem[] {
  const problems: FieldProblem[] = []
  for (const [index, port] of objectsIn(container, 'ports').entries()) {
    const at = `${field}.ports[${index}]`
    const number = numberIn(port, 'containerPort') ?? 0
    if (number === 0) problems.push(problem.required(`${at}.containerPort`))
    else if (number < 1 || number > 65_535) {
      problems.push(problem.invalid(`${at}.containerPort`, number, 'must be between 1 and 65535, inclusive'))
    }
    const protocol = stringIn(port, 'protocol')
    if (!PROTOCOLS.includes(protocol)) problems.push(problem.notSupported(`${at}.protocol`, protocol, PROTOCOLS))
  }
  return problems
}

function validateEnvironment(container: JsonObject, field: string): FieldProblem[] {
  const problems: FieldProblem[] = []
  for (const [index, variable] of objectsIn(container, 'env').entries()) {
    const at = `${field}.env[${index}]`
    const name = stringIn(variable, 'name')
    if (name === '') problems.push(problem.required(`${at}.name`))
    else if (!VARIABLE_NAME.test(name)) {
      problems.push(
        problem.invalid(
          `${at}.name`,
          name,
          "a valid environment variable name must consist only of printable ASCII characters other than '='",
        ),
      )
    }
    const from = variable['valueFrom']
    if (!isJsonObject(from)) continue
    if (stringIn(variable, 'value') !== '') {
      problems.push(problem.invalid(`${at}.valueFrom`, '', 'may not be specified when `value` is not empty'))
    }
    const sources = Object.keys(from).length
    if (sources !== 1) {
      const detail =
        sources === 0
          ? 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'
          : 'may not have more than one field specified at a time'
      problems.push(problem.invalid(`${at}.valueFrom`, '', detail))
    }
  }
  return problems
}

function validateMounts(container: JsonObject, field: string, volumes: ReadonlySet<string>): FieldProblem[] {
  const problems: FieldProblem[] = []
  const paths = new Set<string>()
  for (const [index, mount] of objectsIn(container, 'volumeMounts').entries()) {
    const at = `${field}.volumeMounts[${index}]`
    const name = stringIn(mount, 'name')
    const path = stringIn(mount, 'mountPath')
    if (name === '') problems.push(problem.required(`${at}.name`))
    else if (!volumes.has(name)) problems.push(problem.notFound(`${at}.name`, name))
    if (path === '') problems.push(problem.required(`${at}.mountPath`))
    else if (paths.has(path)) problems.push(problem.invalid(`${at}.mountPath`, path, 'must be unique'))
    paths.add(path)
    if (stringIn(mount, 'subPath').split('/').includes('..')) {
      problems.push(problem.invalid(`${at}.subPath`, mount['subPath'], "must not contain '..'"))
    }
  }
  return problems
}

/** What of a running pod's spec may change: images, and a few numbers. */
export function mutablePodSpec(spec: JsonObject): JsonObject {
  const copy = structuredClone(spec)
  for (const container of [...objectsIn(copy, 'containers'), ...objectsIn(copy, 'initContainers')]) delete container['image']
  for (const member of ['activeDeadlineSeconds', 'tolerations', 'terminationGracePeriodSeconds']) delete copy[member]
  return copy
}

/** The labels of a template must satisfy the selector that is to find its pods. */
export function templateLabels(spec: unknown): Record<string, string> {
  return objectIn(objectIn(objectIn(spec, 'template'), 'metadata'), 'labels') as Record<string, string>
}
