/**
 * A container's environment: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables
 * Order of precedence, lowest first: the node's, `envFrom` in order, `env` in order. Missing references that are not
 * optional refuse the container (`CreateContainerConfigError`) with the kubelet's own words.
 */
import { KINDS, type KubeObject, type KubernetesClient } from '../../kube/index.ts'
import { expandVariables } from './expansion.ts'
import { fieldValue, type PodAddresses } from './field-ref.ts'
import { type Container, ContainerConfigError, type EnvVar, type KeyReference, type Pod } from './pod.ts'

export interface EnvironmentInput {
  readonly client: KubernetesClient
  readonly pod: Pod
  readonly container: Container
  readonly addresses: PodAddresses
  /** Given to every container, below its own. */
  readonly node: Readonly<Record<string, string>>
}

export async function resolveEnvironment(input: EnvironmentInput): Promise<Record<string, string>> {
  const { container } = input
  const own: Record<string, string> = {}
  for (const source of container.envFrom ?? []) {
    const [kind, reference] = source.configMapRef
      ? (['ConfigMap', source.configMapRef] as const)
      : (['Secret', source.secretRef] as const)
    if (reference === undefined) continue
    const object = await read(input, kind, reference.name, reference.optional === true)
    for (const [key, value] of Object.entries(texts(object))) own[(source.prefix ?? '') + key] = value
  }
  for (const variable of container.env ?? []) {
    const value = await variableValue(input, variable, { ...input.node, ...own })
    if (value !== undefined) own[variable.name] = value
  }
  return { ...input.node, ...own }
}

async function variableValue(
  input: EnvironmentInput,
  variable: EnvVar,
  defined: Record<string, string>,
): Promise<string | undefined> {
  const from = variable.valueFrom
  if (from === undefined) return expandVariables(variable.value ?? '', defined)
  if (from.fieldRef !== undefined) {
    const value = fieldValue(input.pod, input.addresses, from.fieldRef.fieldPath)
    if (value === undefined) throw new ContainerConfigError(`unsupported fieldPath: ${from.fieldRef.fieldPath}`)
    return value
  }
  if (from.configMapKeyRef !== undefined) return keyOf(input, 'ConfigMap', from.configMapKeyRef)
  if (from.secretKeyRef !== undefined) return keyOf(input, 'Secret', from.secretKeyRef)
  throw new ContainerConfigError(
    `env ${variable.name}: resourceFieldRef is not supported by this node, which does not limit resources`,
  )
}

async function keyOf(
  input: EnvironmentInput,
  kind: 'ConfigMap' | 'Secret',
  reference: KeyReference,
): Promise<string | undefined> {
  const object = await read(input, kind, reference.name, reference.optional === true)
  const value = texts(object)[reference.key]
  if (value !== undefined || reference.optional === true) return value
  const where = `${input.pod.metadata.namespace}/${reference.name}`
  throw new ContainerConfigError(`couldn't find key ${reference.key} in ${kind} ${where}`)
}

async function read(
  input: EnvironmentInput,
  kind: 'ConfigMap' | 'Secret',
  name: string,
  optional: boolean,
): Promise<KubeObject | undefined> {
  const namespace = input.pod.metadata.namespace ?? ''
  const object = await input.client.get(kind === 'ConfigMap' ? KINDS.configMap : KINDS.secret, { name, namespace })
  if (object === undefined && !optional) {
    throw new ContainerConfigError(`${kind === 'ConfigMap' ? 'configmap' : 'secret'} "${name}" not found`)
  }
  return object
}

function texts(object: KubeObject | undefined): Record<string, string> {
  if (object === undefined) return {}
  const data = (object['data'] ?? {}) as Record<string, string>
  if (object.kind !== 'Secret') return data
  const decoder = new TextDecoder()
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, decoder.decode(fromBase64(value))]))
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
