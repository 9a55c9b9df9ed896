/**
 * The admission webhook as an HTTP handler: `/mutate`, `/healthz`, `/readyz`.
 *
 * Fails open, as the reference does: what keeps a service account from being read never keeps a pod from starting; the
 * pod is admitted as it is, and the answer carries a warning that `kubectl` prints.
 * INVARIANT (no secrets): a pod's environment is in no log.
 */
import {
  type Clock,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  LIMITS,
  type Log,
  type Scheduler,
} from '../base/index.ts'
import type { KubernetesClient } from '../kube/index.ts'
import { type Admission, admit } from './admission.ts'
import { createServiceAccountCache, type ServiceAccountCache } from './service-account-cache.ts'
import type { WebhookConfig } from './webhook-config.ts'

export interface WebhookOptions {
  readonly client: KubernetesClient
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly config: WebhookConfig
  readonly log?: Log
  /** Told of every review that was answered; must not throw and must not block. */
  readonly onAdmission?: (admission: Admission) => void
}

export interface Webhook {
  readonly handler: HttpHandler
  /** True once the service accounts have been listed. Reviews are answered before that too, by reading the API. */
  ready(): boolean
  close(): void
}

/** Resolves when the service accounts have been listed, or could not be: then it goes on trying. */
export async function createWebhook(options: WebhookOptions): Promise<Webhook> {
  const cache = createServiceAccountCache(options)
  const patience = new Promise<void>((resolve) => {
    const timer = options.scheduler.after(options.config.lookupTimeoutMs, resolve)
    void cache.started.then(() => timer.cancel())
  })
  await Promise.race([cache.started, patience])
  return {
    handler: (request) => route(request, cache, options),
    ready: cache.synced,
    close: cache.close,
  }
}

async function route(request: HttpRequest, cache: ServiceAccountCache, options: WebhookOptions): Promise<HttpResponse> {
  const [path, query] = splitTarget(request.target)
  if (path === '/mutate') return mutate(request, query, cache, options)
  if (path === '/healthz') return text(200, 'ok')
  if (path === '/readyz') return cache.synced() ? text(200, 'ok') : text(503, 'service accounts not listed yet\n')
  return text(404, '404 page not found\n')
}

async function mutate(
  request: HttpRequest,
  query: string,
  cache: ServiceAccountCache,
  options: WebhookOptions,
): Promise<HttpResponse> {
  if (!isQuery(query)) return text(400, '{"error": "error parsing form"}\n')
  if (request.headers['content-type'] !== 'application/json') {
    return text(415, 'Invalid Content-Type, expected `application/json`\n')
  }
  const body = await request.readBody(LIMITS.http.admissionBodyBytes)
  if (body === undefined) return text(413, `the review is larger than ${LIMITS.http.admissionBodyBytes} bytes\n`)
  const { admission, text: answer } = await admit(
    Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8'),
    cache,
    options.config,
  )
  tell(admission, options)
  return { status: 200, headers: { 'content-type': 'application/json' }, body: answer }
}

function tell(admission: Admission, { log, onAdmission }: WebhookOptions): void {
  onAdmission?.(admission)
  if (log === undefined) return
  const { outcome, namespace, serviceAccount, warnings } = admission
  const quiet = warnings.length === 0 && outcome !== 'refused'
  log.write(quiet ? 'debug' : 'warn', 'pod admitted', { outcome, namespace, serviceAccount, warnings: warnings.join('; ') })
}

function splitTarget(target: string): [path: string, query: string] {
  const mark = target.indexOf('?')
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)]
}

/** What Go's url.ParseQuery accepts: whole escapes, no semicolon. */
function isQuery(query: string): boolean {
  return !query.includes(';') && !/%(?![0-9A-Fa-f]{2})/.test(query)
}

function text(status: number, body: string): HttpResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body }
}
