/**
 * The heart of the webhook: a pod and what its service account asks for, in; a JSON patch, out. Pure.
 *
 * Meaning: https://github.com/aws/amazon-eks-pod-identity-webhook; every difference is in this folder's README.md.
 * INVARIANT (only additions): each operation adds what is ours beside what is there, at the finest path, so that fields
 * which nobody here knows, and numbers which JavaScript cannot hold, stay as the user wrote them.
 * INVARIANT (idempotent): the patched pod, patched again, gives an empty patch.
 */
import { failure, isJsonObject, type JsonObject, type JsonValue, type Result, success } from '../base/index.ts'
import { containerOperations } from './container-operations.ts'
import { parseExpiration } from './go-values.ts'
import type { AddOperation, PodPatch } from './pod-patch.ts'
import { listAt, member, objectAt, PodShapeError, textAt } from './pod-shape.ts'
import { annotation, type ServiceAccountSettings } from './service-account-settings.ts'
import { skippedContainers } from './skip-containers.ts'
import { tokenFile } from './token-file.ts'
import type { WebhookConfig } from './webhook-config.ts'

const VOLUME = 'aws-iam-token'
const TOKEN = 'token'

/** The problem says what in the pod is of the wrong type. */
export function patchPod(pod: JsonValue, settings: ServiceAccountSettings, config: WebhookConfig): Result<PodPatch, string> {
  try {
    return success(operationsOf(objectAt(pod, 'the pod'), settings, config))
  } catch (error) {
    if (error instanceof PodShapeError) return failure(error.message)
    throw error
  }
}

function operationsOf(pod: JsonObject, settings: ServiceAccountSettings, config: WebhookConfig): PodPatch {
  const spec = objectAt(member(pod, 'spec'), 'spec')
  const annotations = objectAt(member(objectAt(member(pod, 'metadata'), 'metadata'), 'annotations'), 'metadata.annotations')
  const prefix = config.annotationPrefix
  const expirationSeconds = parseExpiration(annotation(annotations, `${prefix}/token-expiration`)) ?? settings.expirationSeconds
  const skipped = skippedContainers(annotation(annotations, `${prefix}/skip-containers`))
  const injection = {
    volumeName: VOLUME,
    mountPath: config.mountPath,
    region: config.defaultRegion,
    regionalSts: settings.regionalSts,
    identity: [
      { name: 'AWS_ROLE_ARN', value: settings.roleArn },
      { name: 'AWS_WEB_IDENTITY_TOKEN_FILE', value: tokenFile(config.mountPath, TOKEN, isWindows(spec)) },
    ],
  } as const
  const operations: AddOperation[] = []
  const warnings: string[] = []
  addVolume(operations, spec, settings.audience, expirationSeconds)
  for (const list of ['containers', 'initContainers']) {
    for (const [index, value] of listAt(member(spec, list), `spec.${list}`).entries()) {
      const container = objectAt(value, `spec.${list}[${index}]`)
      const name = textAt(container, 'name')
      if (name !== undefined && skipped.includes(name)) continue
      containerOperations(container, `/spec/${list}/${index}`, injection, operations, warnings)
    }
  }
  return { operations, warnings }
}

/** Ours comes first; a volume of the name is the user's own choice. */
function addVolume(operations: AddOperation[], spec: JsonObject, audience: string, expirationSeconds: number): void {
  const volumes = listAt(member(spec, 'volumes'), 'spec.volumes')
  if (volumes.some((volume) => isJsonObject(volume) && textAt(volume, 'name') === VOLUME)) return
  const serviceAccountToken = { ...(audience === '' ? {} : { audience }), expirationSeconds, path: TOKEN }
  const volume = { name: VOLUME, projected: { sources: [{ serviceAccountToken }] } }
  const there = Array.isArray(member(spec, 'volumes'))
  operations.push({ op: 'add', path: there ? '/spec/volumes/0' : '/spec/volumes', value: there ? volume : [volume] })
}

function isWindows(spec: JsonObject): boolean {
  const selector = objectAt(member(spec, 'nodeSelector'), 'spec.nodeSelector')
  const os = member(spec, 'os')
  return (
    member(selector, 'kubernetes.io/os') === 'windows' ||
    member(selector, 'beta.kubernetes.io/os') === 'windows' ||
    (isJsonObject(os ?? null) && member(os as JsonObject, 'name') === 'windows')
  )
}
