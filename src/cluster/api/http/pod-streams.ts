/**
 * Logs, exec, attach and port-forward: the pod is looked up here, the bytes are the node agent's, and the wire of
 * upgrades is the streams module's.
 */
import type { ByteStream, HttpRequest, HttpResponse, UpgradeAnswer } from '../../../base/index.ts'
import {
  badRequest,
  type ContainerName,
  type ExecOptions,
  type ExecSession,
  KINDS,
  type KubeObject,
  type LogOptions,
  type NodeAgent,
  notFound,
  refusal,
} from '../../../kube/index.ts'
import { objectsIn, stringIn } from '../object-members.ts'
import type { ObjectStore } from '../objects.ts'
import type { Target } from '../request-context.ts'
import type { Exchange } from './exchange.ts'
import { flag, integer } from './query.ts'

/** The wire of upgraded requests. */
export interface Streams {
  serveExec(request: HttpRequest, session: (options: ExecOptions) => Promise<ExecSession>): Promise<UpgradeAnswer>
  servePortForward(request: HttpRequest, connect: (port: number) => Promise<ByteStream>): Promise<UpgradeAnswer>
}

export interface PodStreamParts {
  readonly objects: ObjectStore
  readonly nodeAgent: () => NodeAgent | undefined
  readonly streams: Streams
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container'

export async function answerLog(parts: PodStreamParts, { query }: Exchange, target: Target): Promise<HttpResponse> {
  const pod = await podOf(parts.objects, target)
  const container = containerOf(pod, query.get('container') ?? '', ['containers', 'initContainers'])
  const chunks = agentOf(parts).logs(container, logOptions(query))[Symbol.asyncIterator]()
  // The first chunk is awaited so that a refusal of the node is a plain answer.
  const first = await chunks.next()
  return {
    status: 200,
    headers: { 'content-type': 'text/plain', 'cache-control': 'no-cache, private' },
    body: withFirst(first, chunks),
  }
}

async function* withFirst(first: IteratorResult<Uint8Array>, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for (let next = first; next.done !== true; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

function logOptions(query: URLSearchParams): LogOptions {
  const [tailLines, limitBytes, sinceSeconds] = ['tailLines', 'limitBytes', 'sinceSeconds'].map((name) => {
    const value = integer(query, name)
    if (value !== undefined && value < (name === 'tailLines' ? 0 : 1)) {
      throw refusal(422, 'Invalid', `PodLogOptions "" is invalid: ${name}: Invalid value: ${value}: must be greater than 0`, {})
    }
    return value
  })
  const sinceTime = query.get('sinceTime') || undefined
  if (sinceTime !== undefined && Number.isNaN(Date.parse(sinceTime))) throw badRequest('sinceTime is not an RFC 3339 time')
  return {
    follow: flag(query, 'follow'),
    previous: flag(query, 'previous'),
    timestamps: flag(query, 'timestamps'),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
    ...(sinceTime === undefined ? {} : { sinceTime }),
  }
}

/** exec, attach and portforward. */
export async function upgradePodStream(
  parts: PodStreamParts,
  request: HttpRequest,
  query: URLSearchParams,
  target: Target,
): Promise<UpgradeAnswer> {
  const pod = await podOf(parts.objects, target)
  const agent = agentOf(parts)
  if (target.subresource === 'portforward') {
    const { metadata } = pod
    const name = { namespace: metadata.namespace ?? '', pod: metadata.name, podUid: metadata.uid ?? '' }
    return parts.streams.servePortForward(request, (port) => agent.connect(name, port))
  }
  const container = containerOf(pod, query.get('container') ?? '', ['containers'])
  if (target.subresource === 'attach') return parts.streams.serveExec(request, (options) => agent.attach(container, options))
  if (query.getAll('command').length === 0) throw badRequest('you must specify at least 1 command for the container')
  return parts.streams.serveExec(request, (options) => agent.exec(container, options))
}

function agentOf({ nodeAgent }: PodStreamParts): NodeAgent {
  const agent = nodeAgent()
  if (agent === undefined) throw refusal(503, 'ServiceUnavailable', 'no node runs pods in this cluster', {})
  return agent
}

async function podOf(objects: ObjectStore, { namespace, name = '' }: Target): Promise<KubeObject> {
  const pod = await objects.get(KINDS.pod, namespace, name)
  if (pod === undefined) throw notFound(KINDS.pod, name)
  if (stringIn(pod['spec'], 'nodeName') === '') throw badRequest(`pod ${name} does not have a host assigned`)
  return pod
}

/** The container that is meant: named, marked as the default one, or the only one. */
function containerOf(pod: KubeObject, wanted: string, lists: readonly string[]): ContainerName {
  const { metadata, spec } = pod
  const known = lists.flatMap((list) => objectsIn(spec, list).map((container) => stringIn(container, 'name')))
  const own = objectsIn(spec, 'containers').map((container) => stringIn(container, 'name'))
  const container = wanted || metadata.annotations?.[DEFAULT_CONTAINER] || (own.length === 1 ? (own[0] ?? '') : '')
  if (container === '') {
    throw badRequest(`a container name must be specified for pod ${metadata.name}, choose one of: [${own.join(' ')}]`)
  }
  if (!known.includes(container)) throw badRequest(`container ${container} is not valid for pod ${metadata.name}`)
  return { namespace: metadata.namespace ?? '', pod: metadata.name, podUid: metadata.uid ?? '', container }
}
