/**
 * One HTTP request's life: route, authenticate, authorize, answer. Refusals become Status objects here and nowhere
 * else; anything that is no refusal is a bug and goes up to the listener.
 */
import type { HttpHandler, HttpRequest, HttpResponse, UpgradeAnswer, UpgradeHandler } from '../../../base/index.ts'
import {
  type AdmissionUser,
  badRequest,
  forbidden,
  forbiddenPath,
  KubernetesError,
  methodNotAllowed,
  noSuchResource,
  notAcceptable,
  notImplemented,
  unauthorized,
} from '../../../kube/index.ts'
import type { Authenticate } from '../authenticate.ts'
import { mayUsePath, mayUseResource, resourceDenial } from '../authorize.ts'
import { answerPath } from '../discovery/answer-path.ts'
import type { Target } from '../request-context.ts'
import type { ApiParts } from '../rest/operations.ts'
import { answerReview, type ReviewParts } from '../review/answer-review.ts'
import type { TokenRequestParts } from '../review/token-request.ts'
import { ACCEPTED, representationFor } from './accept.ts'
import { jsonAnswer, statusAnswer, warningHeaders } from './answer.ts'
import { readBody } from './body.ts'
import type { Exchange } from './exchange.ts'
import { answerLog, type PodStreamParts, upgradePodStream } from './pod-streams.ts'
import { writeContext } from './query.ts'
import { answerGet, answerList, answerWatch, isWatch } from './read.ts'
import { type Route, routeOf } from './route.ts'
import { answerCreate, answerDelete, answerDeleteCollection, answerPatch, answerReplace } from './write.ts'

export interface HandlerParts {
  readonly parts: ApiParts
  readonly authenticate: Authenticate
  readonly reviews: ReviewParts
  readonly tokens: TokenRequestParts
  readonly pods: PodStreamParts
  readonly stop: AbortSignal
}

const STREAMED: ReadonlySet<string> = new Set(['exec', 'attach', 'portforward'])
const METHOD_VERBS: Readonly<Record<string, string>> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}

interface Arrival {
  readonly path: string
  readonly query: URLSearchParams
  readonly route: Route
  readonly user: AdmissionUser
}

export function createHandler(all: HandlerParts): HttpHandler {
  return async (request) => {
    const warnings: string[] = []
    try {
      const arrival = await arrive(all, request)
      return await answer(all, request, arrival, warnings)
    } catch (error) {
      if (!(error instanceof KubernetesError)) throw error
      return statusAnswer(error.status, warningHeaders(warnings))
    }
  }
}

export function createUpgradeHandler(all: HandlerParts): UpgradeHandler {
  return async (request): Promise<UpgradeAnswer> => {
    try {
      const { route, query } = await arrive(all, request)
      if (route.type !== 'object' || !STREAMED.has(route.target.subresource ?? '')) {
        throw badRequest('this path does not take upgrades')
      }
      return await upgradePodStream(all.pods, request, query, route.target)
    } catch (error) {
      if (!(error instanceof KubernetesError)) throw error
      return { kind: 'refuse', response: statusAnswer(error.status) }
    }
  }
}

/** Who asks for what, and that they may. Nobody learns whether a path exists before that. */
async function arrive({ authenticate }: HandlerParts, request: HttpRequest): Promise<Arrival> {
  const mark = request.target.indexOf('?')
  const path = mark < 0 ? request.target : request.target.slice(0, mark)
  const query = new URLSearchParams(mark < 0 ? '' : request.target.slice(mark + 1))
  const user = await authenticate(request.headers['authorization'])
  if (user === undefined) throw unauthorized()
  const route = routeOf(path)
  const verb = METHOD_VERBS[request.method]
  if (verb === undefined) throw methodNotAllowed()
  if (route === undefined || route.type === 'path') {
    if (!mayUsePath(user, { verb, path })) throw forbiddenPath(user.username, verb, path)
    if (route === undefined) throw refusalOfUnknown(path)
    return { path, query, route, user }
  }
  authorizeResource(user, verbOf(verb, route, query), route)
  return { path, query, route, user }
}

/** What the real API server has and this one leaves out by intent answers 501 and says so. */
function refusalOfUnknown(path: string): KubernetesError {
  if (/\/pods\/[^/]+\/eviction$/.test(path)) return notImplemented('eviction is not built: delete the pod instead')
  return noSuchResource()
}

function verbOf(verb: string, route: Route, query: URLSearchParams): string {
  if (route.type !== 'object' || route.target.name !== undefined) return verb
  if (verb === 'get') return isWatch(query) ? 'watch' : 'list'
  return verb === 'delete' ? 'deletecollection' : verb
}

function authorizeResource(user: AdmissionUser, verb: string, route: Exclude<Route, { type: 'path' }>): void {
  const kind = route.type === 'review' ? route.review : route.target.resource.kind
  const target = route.type === 'object' ? route.target : undefined
  const attributes = {
    verb,
    group: kind.group,
    resource: kind.plural,
    subresource: target?.subresource ?? '',
    namespace: target?.namespace ?? '',
    name: target?.name ?? '',
  }
  if (!mayUseResource(user, attributes)) throw forbidden(kind, attributes.name, resourceDenial(user, attributes))
}

async function answer(all: HandlerParts, request: HttpRequest, arrival: Arrival, warnings: string[]): Promise<HttpResponse> {
  const { route, path, query, user } = arrival
  if (route.type === 'path') return answerPath(request, path)
  const representation = representationFor(request.headers['accept'])
  const isLog = route.type === 'object' && route.target.subresource === 'log'
  if (representation === undefined && !isLog) throw notAcceptable(ACCEPTED)
  const exchange = { request, query, user, warnings, representation: representation ?? { as: 'object' } } as const
  if (route.type === 'object') return answerObject(all, exchange, route.target)
  if (request.method !== 'POST') throw methodNotAllowed()
  const context = writeContext(query, user, '', warnings, 'CreateOptions')
  const review = await answerReview(all.reviews, context, route.review, (await readBody(request)) ?? {})
  return jsonAnswer(201, review, warningHeaders(warnings))
}

async function answerObject(all: HandlerParts, exchange: Exchange, target: Target): Promise<HttpResponse> {
  const verb = METHOD_VERBS[exchange.request.method] ?? ''
  const part = target.resource.subresources.find(({ name }) => name === target.subresource)
  if (part !== undefined && !part.verbs.includes(verb)) throw methodNotAllowed()
  if (STREAMED.has(target.subresource ?? '')) throw badRequest('Upgrade request required')
  if (target.subresource === 'log') return answerLog(all.pods, exchange, target)
  return target.name === undefined ? answerCollection(all, exchange, target, verb) : answerNamed(all, exchange, target, verb)
}

function answerCollection(all: HandlerParts, exchange: Exchange, target: Target, verb: string): Promise<HttpResponse> {
  const { parts } = all
  switch (verb) {
    case 'get':
      if (isWatch(exchange.query)) return answerWatch(parts, exchange, target, all.stop)
      return answerList(parts, exchange, target)
    case 'create':
      return answerCreate(parts, all.tokens, exchange, target)
    case 'delete':
      return answerDeleteCollection(parts, exchange, target)
    default:
      throw methodNotAllowed()
  }
}

function answerNamed({ parts, tokens }: HandlerParts, exchange: Exchange, target: Target, verb: string): Promise<HttpResponse> {
  switch (verb) {
    case 'get':
      return answerGet(parts, exchange, target)
    case 'create':
      return answerCreate(parts, tokens, exchange, target)
    case 'update':
      return answerReplace(parts, exchange, target)
    case 'patch':
      return answerPatch(parts, exchange, target)
    default:
      return answerDelete(parts, exchange, target)
  }
}
