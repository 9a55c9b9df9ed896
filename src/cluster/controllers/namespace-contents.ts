/**
 * What every Active namespace has: the service account `default`, and the ConfigMap `kube-root-ca.crt` with the
 * certificate that pods check the API server against. Both come back when deleted; the certificate is corrected.
 * Source: https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts
 */
import { KINDS, type Kind, type KubeObject, KubernetesError, type NewObject } from '../../kube/index.ts'
import { type ControllerContext, queueOver, replaceAndRecord } from './controller.ts'
import { objectIn } from './members.ts'
import type { WorkQueue } from './work-queue.ts'

const ACCOUNT = 'default'
const CERTIFICATE = 'kube-root-ca.crt'
const CERTIFICATE_KEY = 'ca.crt'
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'

export function serviceAccountController(context: ControllerContext): WorkQueue {
  const accounts = context.informers.of(KINDS.serviceAccount)
  const queue = queueOver(context, 'service account', KINDS.namespace, async (namespace) => {
    const { name } = namespace.metadata
    if (!isActive(namespace) || accounts.get(name, ACCOUNT) !== undefined) return
    await makeUnlessThere(context, KINDS.serviceAccount, { metadata: { name: ACCOUNT, namespace: name } })
  })
  onNamed(context, KINDS.serviceAccount, ACCOUNT, queue)
  return queue
}

/** @param certificate PEM */
export function rootCertificateController(context: ControllerContext, certificate: string): WorkQueue {
  const maps = context.informers.of(KINDS.configMap)
  const data = { [CERTIFICATE_KEY]: certificate }
  const annotations = { 'kubernetes.io/description': DESCRIPTION }
  const queue = queueOver(context, 'root certificate', KINDS.namespace, async (namespace) => {
    const { name } = namespace.metadata
    if (!isActive(namespace)) return
    const standing = maps.get(name, CERTIFICATE)
    if (standing === undefined) {
      await makeUnlessThere(context, KINDS.configMap, { metadata: { name: CERTIFICATE, namespace: name, annotations }, data })
    } else if (standing.metadata.deletionTimestamp === undefined && !isRight(standing, certificate)) {
      await replaceAndRecord(context, KINDS.configMap, { ...standing, data })
    }
  })
  onNamed(context, KINDS.configMap, CERTIFICATE, queue)
  return queue
}

function isRight(map: KubeObject, certificate: string): boolean {
  const data = objectIn(map, 'data')
  return Object.keys(data).length === 1 && data[CERTIFICATE_KEY] === certificate
}

function isActive(namespace: KubeObject): boolean {
  return namespace.metadata.deletionTimestamp === undefined
}

function onNamed({ informers }: ControllerContext, kind: Kind, name: string, queue: WorkQueue): void {
  informers.of(kind).onChange(({ object }) => {
    if (object.metadata.name === name && object.metadata.namespace !== undefined) queue.add(object.metadata.namespace)
  })
}

async function makeUnlessThere({ client, informers }: ControllerContext, kind: Kind, object: NewObject): Promise<void> {
  try {
    informers.of(kind).record(await client.create(kind, object))
  } catch (error) {
    // Somebody was first, or the namespace is on its way out: the next change of either adds it again.
    const expected = error instanceof KubernetesError && (error.reason === 'AlreadyExists' || error.code === 404)
    if (!expected) throw error
  }
}
