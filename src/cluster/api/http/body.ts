/** Request bodies: JSON, or the protobuf that kubectl 1.32 and newer sends for typed creates. */
import type { HttpRequest, JsonValue } from '../../../base/index.ts'
import { isJsonObject, LIMITS } from '../../../base/index.ts'
import { badRequest, decodeProtobufBody, type Patch, tooLarge, unsupportedMediaType } from '../../../kube/index.ts'

const PROTOBUF = 'application/vnd.kubernetes.protobuf'
const ACCEPTED = ['application/json', PROTOBUF]
const BRACE = 0x7b
const PATCH_TYPES: Readonly<Record<string, Patch['type']>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
}

/** The parsed body; `undefined` if there is none. */
export async function readBody(request: HttpRequest): Promise<JsonValue | undefined> {
  const bytes = await readBytes(request)
  if (bytes.length === 0) return undefined
  const type = mediaType(request)
  if (type === PROTOBUF) return protobufBody(bytes)
  if (type !== 'application/json' && type !== '' && type !== '*/*') throw unsupportedMediaType(ACCEPTED)
  return parseJson(bytes)
}

export async function readPatch(request: HttpRequest): Promise<Patch> {
  const type = PATCH_TYPES[mediaType(request)]
  if (type === undefined) throw unsupportedMediaType(Object.keys(PATCH_TYPES))
  const bytes = await readBytes(request)
  const body = type === 'apply' ? parseApplied(bytes) : parseJson(bytes)
  if (type === 'json') {
    if (!Array.isArray(body)) throw badRequest('error decoding patch: a JSON patch is a list of operations')
    return { type, body }
  }
  if (!isJsonObject(body)) throw badRequest('error decoding patch: the body is not an object')
  return { type, body }
}

async function protobufBody(bytes: Uint8Array): Promise<JsonValue> {
  const decoded = await decodeProtobufBody(bytes)
  if (!decoded.ok) throw badRequest(`the protobuf body cannot be decoded: ${decoded.problem}`)
  return decoded.value
}

/** kubectl sends JSON under the YAML content type; other YAML is not read here. */
function parseApplied(bytes: Uint8Array): JsonValue {
  if (bytes[0] !== BRACE) throw badRequest('error decoding YAML: only the JSON subset of YAML is read, as kubectl sends it')
  return parseJson(bytes)
}

async function readBytes(request: HttpRequest): Promise<Uint8Array> {
  const bytes = await request.readBody(LIMITS.http.kubeBodyBytes)
  if (bytes === undefined) throw tooLarge(LIMITS.http.kubeBodyBytes)
  return bytes
}

export function isProtobuf(request: HttpRequest): boolean {
  return mediaType(request) === PROTOBUF
}

function mediaType(request: HttpRequest): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}

function parseJson(bytes: Uint8Array): JsonValue {
  let value: JsonValue
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as JsonValue
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error
    throw badRequest(`couldn't get version/kind; json parse error: ${error instanceof SyntaxError ? error.message : 'not UTF-8'}`)
  }
  if (isTooDeep(value, LIMITS.json.depth)) throw badRequest(`the body is nested deeper than ${LIMITS.json.depth} levels`)
  return value
}

/** Looks no deeper than the limit, so that the look itself cannot overflow the stack. */
function isTooDeep(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((member) => isTooDeep(member, levels - 1))
}
