/** The paths that are not objects: discovery, version, health, OpenAPI. */
import type { HttpRequest, HttpResponse } from '../../../base/index.ts'
import { sha256Hex } from '../../../crypto/index.ts'
import { methodNotAllowed, noSuchResource, refusal } from '../../../kube/index.ts'
import { parseAccept } from '../http/accept.ts'
import { jsonAnswer, textAnswer } from '../http/answer.ts'
import { aggregatedDiscovery, apiGroup, apiGroupList, apiResourceList, apiVersions, groupVersions } from './discovery.ts'
import { OPENAPI_V2_TYPE, openapiDocument, openapiPaths } from './openapi.ts'

/** What clients are told: the Kubernetes version whose behaviour this server follows. */
const GIT_VERSION = 'v1.33.1'
const HEALTH: ReadonlySet<string> = new Set(['/healthz', '/livez', '/readyz'])

export function answerPath(request: HttpRequest, path: string): HttpResponse {
  if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed()
  if (HEALTH.has(path)) return textAnswer(200, 'ok')
  switch (path) {
    case '/version':
      return jsonAnswer(200, VERSION)
    case '/api':
    case '/apis':
      return discovery(request, path === '/api')
    case '/api/v1':
      return listed(apiResourceList('', 'v1'))
    case '/openapi/v2':
      return openapiV2()
    case '/':
      return jsonAnswer(200, { paths: paths() })
    default:
      return answerBelow(path)
  }
}

function answerBelow(path: string): HttpResponse {
  if (path === '/openapi/v3' || path.startsWith('/openapi/v3/')) return openapiV3(path.slice('/openapi/v3/'.length))
  const [, apis, group = '', version, ...more] = path.split('/')
  if (apis === 'apis' && more.length === 0)
    return listed(version === undefined ? apiGroup(group) : apiResourceList(group, version))
  throw refusal(404, 'NotFound', 'the server could not find the requested resource', { paths: [...paths()] })
}

const [MAJOR = '', MINOR = ''] = GIT_VERSION.slice(1).split('.')
const VERSION = {
  major: MAJOR,
  minor: MINOR,
  gitVersion: `${GIT_VERSION}+irsa`,
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
}

function paths(): readonly string[] {
  const groups = groupVersions().map(({ group, version }) => (group === '' ? `/api/${version}` : `/apis/${group}/${version}`))
  return ['/api', '/apis', ...groups, ...HEALTH, '/openapi/v2', '/openapi/v3', '/version']
}

function discovery(request: HttpRequest, core: boolean): HttpResponse {
  for (const { type, parameters } of parseAccept(request.headers['accept'])) {
    if (type !== 'application/json' && type !== '*/*') continue
    if (parameters['as'] === undefined) break
    const version = parameters['v']
    if (parameters['as'] !== 'APIGroupDiscoveryList' || (version !== 'v2' && version !== 'v2beta1')) continue
    const contentType = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`
    return jsonAnswer(200, aggregatedDiscovery(core, version), { 'content-type': contentType })
  }
  return jsonAnswer(200, core ? apiVersions(request.headers['host'] ?? '') : apiGroupList())
}

function listed(body: unknown): HttpResponse {
  if (body === undefined) throw noSuchResource()
  return jsonAnswer(200, body)
}

function openapiV2(): HttpResponse {
  return {
    status: 200,
    headers: { 'content-type': OPENAPI_V2_TYPE, 'cache-control': 'no-cache, private' },
    body: new Uint8Array(),
  }
}

const documents = new Map<string, string>()

/** Made when first asked for: most clients never do. */
function documentText(path: string): string {
  const known = documents.get(path)
  if (known !== undefined) return known
  const document = openapiDocument(path, GIT_VERSION)
  if (document === undefined) throw noSuchResource()
  const text = JSON.stringify(document)
  documents.set(path, text)
  return text
}

function openapiV3(path: string): HttpResponse {
  if (path !== '') return { ...jsonAnswer(200, {}), body: documentText(path) }
  const entries = openapiPaths().map((each) => {
    const hash = sha256Hex(documentText(each)).slice(0, 32).toUpperCase()
    return [each, { serverRelativeURL: `/openapi/v3/${each}?hash=${hash}` }]
  })
  return jsonAnswer(200, { paths: Object.fromEntries(entries) })
}
