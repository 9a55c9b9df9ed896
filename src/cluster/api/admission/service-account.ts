/**
 * ServiceAccount admission, for new pods only and before webhooks: the default account, the automounted token, pull secrets.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#serviceaccount
 */
import type { JsonObject } from '../../../base/index.ts'
import { nameSuffix, type Random } from '../../../base/index.ts'
import { forbidden, KINDS, type KubeObject } from '../../../kube/index.ts'
import { ensureObject, objectIn, objectsIn, stringIn } from '../object-members.ts'
import type { ObjectStore } from '../objects.ts'
import type { AdmissionStage } from './stage.ts'

const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount'
const VOLUME_PREFIX = 'kube-api-access-'
const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror'
const ENFORCE_ANNOTATION = 'kubernetes.io/enforce-mountable-secrets'
/** 3607 is what the API server recognizes as its own automounted token. */
const TOKEN_SECONDS = 3_607

export function serviceAccountAdmission(objects: ObjectStore, random: Random): AdmissionStage {
  return async ({ operation, target, object }) => {
    if (operation !== 'CREATE' || target.resource.kind.kind !== 'Pod' || target.subresource !== undefined) return object
    if (object === undefined) return object
    if (object.metadata.annotations?.[MIRROR_ANNOTATION] !== undefined) return refuseMirror(object)
    return admitPod(objects, random, target.namespace ?? '', object)
  }
}

async function admitPod(objects: ObjectStore, random: Random, namespace: string, object: KubeObject): Promise<KubeObject> {
  const spec = ensureObject(object, 'spec')
  const name = stringIn(spec, 'serviceAccountName') || 'default'
  spec['serviceAccountName'] = name
  spec['serviceAccount'] = name
  const account = await objects.get(KINDS.serviceAccount, namespace, name)
  if (account === undefined) {
    const why = `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`
    throw forbidden(KINDS.pod, object.metadata.name ?? '', why)
  }
  if (account.metadata.annotations?.[ENFORCE_ANNOTATION] === 'true') limitSecrets(object, account)
  if (wantsToken(spec, account)) mountToken(spec, random)
  if (objectsIn(spec, 'imagePullSecrets').length === 0 && objectsIn(account, 'imagePullSecrets').length > 0) {
    spec['imagePullSecrets'] = structuredClone([...objectsIn(account, 'imagePullSecrets')])
  }
  return object
}

function wantsToken(spec: JsonObject, account: KubeObject): boolean {
  const wish = spec['automountServiceAccountToken'] ?? account['automountServiceAccountToken']
  return wish !== false
}

function mountToken(spec: JsonObject, random: Random): void {
  const volumes = objectsIn(spec, 'volumes')
  const standing = volumes.find((volume) => stringIn(volume, 'name').startsWith(VOLUME_PREFIX))
  const name = standing === undefined ? VOLUME_PREFIX + nameSuffix(random) : stringIn(standing, 'name')
  let needed = false
  for (const container of [...objectsIn(spec, 'initContainers'), ...objectsIn(spec, 'containers')]) {
    const mounts = objectsIn(container, 'volumeMounts')
    if (mounts.some((mount) => mount['mountPath'] === MOUNT_PATH)) continue
    container['volumeMounts'] = [...mounts, { name, readOnly: true, mountPath: MOUNT_PATH }]
    needed = true
  }
  if (needed && standing === undefined) spec['volumes'] = [...volumes, tokenVolume(name)]
}

function tokenVolume(name: string): JsonObject {
  return {
    name,
    projected: {
      sources: [
        { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
      ],
    },
  }
}

/** A mirror of a static pod stands for something that runs already: it may name no account, secret or token. */
function refuseMirror(object: KubeObject): KubeObject {
  const spec = objectIn(object, 'spec')
  const name = object.metadata.name ?? ''
  if (stringIn(spec, 'serviceAccountName') !== '')
    throw forbidden(KINDS.pod, name, 'a mirror pod may not reference service accounts')
  for (const volume of objectsIn(spec, 'volumes')) {
    if (volume['secret'] !== undefined) throw forbidden(KINDS.pod, name, 'a mirror pod may not reference secrets')
    if (objectsIn(volume['projected'], 'sources').some((source) => source['serviceAccountToken'] !== undefined)) {
      throw forbidden(KINDS.pod, name, 'a mirror pod may not use ServiceAccountToken volume projections')
    }
  }
  return object
}

/** `kubernetes.io/enforce-mountable-secrets`: only the secrets that the account lists. */
function limitSecrets(pod: KubeObject, account: KubeObject): void {
  const allowed = new Set(objectsIn(account, 'secrets').map((secret) => stringIn(secret, 'name')))
  const allowedPulls = new Set(objectsIn(account, 'imagePullSecrets').map((secret) => stringIn(secret, 'name')))
  const spec = objectIn(pod, 'spec')
  const refuse = (what: string) => forbidden(KINDS.pod, pod.metadata.name ?? '', what)
  const owner = `service account ${account.metadata.name}`
  for (const volume of objectsIn(spec, 'volumes')) {
    const name = stringIn(volume['secret'], 'secretName')
    if (name !== '' && !allowed.has(name)) {
      throw refuse(`volume with secret.secretName="${name}" is not allowed because ${owner} does not reference that secret`)
    }
  }
  for (const container of [...objectsIn(spec, 'initContainers'), ...objectsIn(spec, 'containers')]) {
    const fromVariables = objectsIn(container, 'env').map((variable) =>
      stringIn(objectIn(variable, 'valueFrom')['secretKeyRef'], 'name'),
    )
    const fromSources = objectsIn(container, 'envFrom').map((source) => stringIn(source['secretRef'], 'name'))
    const name = [...fromVariables, ...fromSources].find((each) => each !== '' && !allowed.has(each))
    if (name !== undefined) {
      throw refuse(
        `container ${stringIn(container, 'name')} references secret "${name}", which is not allowed because ${owner} does not reference it`,
      )
    }
  }
  const pull = objectsIn(spec, 'imagePullSecrets').find((secret) => !allowedPulls.has(stringIn(secret, 'name')))
  if (pull !== undefined) {
    throw refuse(
      `imagePullSecrets[].name="${stringIn(pull, 'name')}" is not allowed because ${owner} does not reference that imagePullSecret`,
    )
  }
}
