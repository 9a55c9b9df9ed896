/**
 * One call of one admission webhook: `admission.k8s.io/v1` over HTTPS.
 * https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#webhook-request-and-response
 * An answer that does not echo apiVersion, kind and uid is a failed call, as on a real API server.
 */
import {
  type Fetch,
  failure,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  LIMITS,
  type Result,
  success,
} from '../../../base/index.ts'
import { ADMISSION_API_VERSION, type AdmissionRequest, KINDS } from '../../../kube/index.ts'
import { numberIn, objectIn, objectsIn, stringIn } from '../object-members.ts'
import type { ObjectStore } from '../objects.ts'

interface Endpoint {
  readonly url: URL
  readonly resolve?: Readonly<Record<string, string>>
}

/** The `response` of the review; the problem tells why there is none. */
export async function callAdmissionWebhook(
  objects: ObjectStore,
  callWebhook: Fetch,
  webhook: JsonObject,
  request: AdmissionRequest,
): Promise<Result<JsonObject, string>> {
  const client = objectIn(webhook, 'clientConfig')
  const endpoint = await endpointOf(objects, client)
  if (!endpoint.ok) return endpoint
  const { url, resolve } = endpoint.value
  const seconds = numberIn(webhook, 'timeoutSeconds') ?? LIMITS.kube.webhookTimeoutMs / 1000
  url.searchParams.set('timeout', `${seconds}s`)
  const port = url.port === '' ? '443' : url.port
  const bundle = stringIn(client, 'caBundle')
  const result = await callWebhook({
    url: url.href,
    method: 'POST',
    headers: {
      accept: 'application/json, */*',
      'content-type': 'application/json',
      'user-agent': 'kube-apiserver-admission',
    },
    body: JSON.stringify({ kind: 'AdmissionReview', apiVersion: ADMISSION_API_VERSION, request }),
    timeoutMs: seconds * 1000,
    maxBytes: LIMITS.http.admissionBodyBytes,
    // Only administrators configure webhooks, and a webhook beside its cluster is the usual case.
    allowedPrivate: [`${url.hostname}:${port}`, ...Object.values(resolve ?? {})],
    ...(bundle === '' ? {} : { trustedCertificates: [Buffer.from(bundle, 'base64').toString('utf8')] }),
    ...(resolve === undefined ? {} : { resolve }),
  })
  if (!result.ok) return failure(`Post "${url.href}": ${result.failure}: ${result.detail}`)
  if (result.response.status !== 200) return failure(`an error on the server: HTTP ${result.response.status}`)
  return checkedResponse(result.response.body, request.uid)
}

async function endpointOf(objects: ObjectStore, client: JsonObject): Promise<Result<Endpoint, string>> {
  const given = stringIn(client, 'url')
  if (given !== '') return URL.canParse(given) ? success({ url: new URL(given) }) : failure('the URL of the webhook is malformed')
  const service = objectIn(client, 'service')
  const [name, namespace] = [stringIn(service, 'name'), stringIn(service, 'namespace')]
  const port = numberIn(service, 'port') ?? 443
  const address = await addressOf(objects, namespace, name, port)
  if (address === undefined) return failure(`no endpoints available for service "${name}" in namespace "${namespace}"`)
  const path = stringIn(service, 'path')
  const url = new URL(`https://${name}.${namespace}.svc:${port}${path.startsWith('/') ? '' : '/'}${path}`)
  return success({ url, resolve: { [`${url.hostname}:${port}`]: address } })
}

/** Where a service's port leads: the first ready address of its Endpoints. */
async function addressOf(objects: ObjectStore, namespace: string, name: string, port: number): Promise<string | undefined> {
  const service = await objects.get(KINDS.service, namespace, name)
  const endpoints = await objects.get(KINDS.endpoints, namespace, name)
  const servicePort = objectsIn(service?.['spec'], 'ports').find((each) => each['port'] === port)
  if (servicePort === undefined) return undefined
  for (const subset of objectsIn(endpoints, 'subsets')) {
    const address = stringIn(objectsIn(subset, 'addresses')[0], 'ip')
    const ports = objectsIn(subset, 'ports')
    const own = ports.find((each) => stringIn(each, 'name') === stringIn(servicePort, 'name')) ?? ports[0]
    if (address !== '' && own !== undefined) return `${address}:${numberIn(own, 'port')}`
  }
  return undefined
}

function checkedResponse(body: Uint8Array, uid: string): Result<JsonObject, string> {
  let review: JsonValue
  try {
    review = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as JsonValue
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error
    return failure('the webhook did not answer with JSON')
  }
  if (!isJsonObject(review)) return failure('the webhook did not answer with an object')
  const gvk = `${stringIn(review, 'apiVersion')}, Kind=${stringIn(review, 'kind')}`
  if (gvk !== `${ADMISSION_API_VERSION}, Kind=AdmissionReview`) {
    return failure(
      `received invalid webhook response: expected webhook response of ${ADMISSION_API_VERSION}, Kind=AdmissionReview, got ${gvk}`,
    )
  }
  const { response } = review
  if (!isJsonObject(response)) return failure('webhook response was absent')
  if (response['uid'] !== uid) {
    return failure(
      `received invalid webhook response: expected response.uid="${uid}", got ${JSON.stringify(response['uid'] ?? '')}`,
    )
  }
  if (response['patch'] !== undefined && response['patchType'] !== 'JSONPatch') {
    return failure('received invalid webhook response: webhook returned response.patch but not response.patchType')
  }
  return success(response)
}
