/**
 * Names of parameters: what a new one may be called, and how requests refer to one that is there.
 * Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
 * A reference is a name or an ARN, with an optional selector: `/a/b`, `/a/b:3`, `/a/b:label`, `arn:...:parameter/a/b:3`.
 * INVARIANT (one slash): `x` and `/x` are two parameters with one ARN, `parameter/x`, as on AWS.
 */
import { formatArn, LIMITS, parseArn } from '../../base/index.ts'
import { tooDeep, validation } from './errors.ts'

/** Where parameters live: the account and region that a request acts in. */
export interface Place {
  readonly partition: string
  readonly region: string
  readonly accountId: string
}

export interface ParameterReference {
  /** Names to try, in order: an ARN does not say whether the name began with a slash. */
  readonly candidates: readonly string[]
  readonly place: Place
  /** As AWS prints it, with its colon: `:3`, `:label`. */
  readonly selector?: string
}

const MAX_ARN_CHARACTERS = 1011
const NAME = /^[A-Za-z0-9_.\-/]+$/
const NAME_RULE =
  'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_'
const PATH_RULE =
  'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.'

export function parameterArn(name: string, place: Place): string {
  return formatArn({ ...place, service: 'ssm', resource: `parameter${name.startsWith('/') ? '' : '/'}${name}` })
}

/** The name as it will be kept (blanks around it removed); throws in AWS's words if it may not be one. */
export function newParameterName(text: string, place: Place): string {
  const name = text.trim()
  const first = name.startsWith('/') ? name.slice(1) : name
  if (/^aws/i.test(first)) {
    throw validation(`Parameter name: can't be prefixed with "aws" (case-insensitive).`)
  }
  if (/^ssm/i.test(first) || !NAME.test(name) || name.includes('//') || name.endsWith('/')) throw validation(NAME_RULE)
  if (first.includes('/') && !name.startsWith('/')) throw validation('Parameter name must be a fully qualified name.')
  if (first.split('/').length > LIMITS.ssm.hierarchyLevels) throw tooDeep(LIMITS.ssm.hierarchyLevels)
  if (parameterArn(name, place).length > MAX_ARN_CHARACTERS) {
    throw validation(`Parameter name: the ARN of a parameter can have a maximum of ${MAX_ARN_CHARACTERS} characters.`)
  }
  return name
}

/** Throws a ValidationException if the text can refer to no parameter. */
export function parseReference(text: string, here: Place): ParameterReference {
  if (text.startsWith('arn:')) return parseArnReference(text, here)
  const parts = text.trim().split(':')
  const [name, selector] = parts
  if (!name || parts.length > 2 || selector === '') throw badReference()
  return selector === undefined
    ? { candidates: [name], place: here }
    : { candidates: [name], place: here, selector: `:${selector}` }
}

/** The path of GetParametersByPath without its last slash, `` for the root. */
export function parsePath(text: string): string {
  if (!text.startsWith('/') || !NAME.test(text) || text.includes('//')) throw validation(PATH_RULE)
  const path = text.endsWith('/') ? text.slice(0, -1) : text
  if (path.split('/').length - 1 > LIMITS.ssm.hierarchyLevels) throw tooDeep(LIMITS.ssm.hierarchyLevels)
  return path
}

/** True if the name lies under the path (`` is the root, which also holds the names without a slash). */
export function isUnder(path: string, name: string, recursive: boolean): boolean {
  const rooted = name.startsWith('/') ? name : `/${name}`
  if (!rooted.startsWith(`${path}/`)) return false
  return recursive || !rooted.slice(path.length + 1).includes('/')
}

/** Another partition would be another name for the same parameter, past the policies that name it: it is refused. */
function parseArnReference(text: string, here: Place): ParameterReference {
  const arn = parseArn(text)
  if (arn?.service !== 'ssm' || arn.partition !== here.partition) throw badReference()
  if (!arn.resource.startsWith('parameter/')) throw badReference()
  const [path, selector, ...rest] = arn.resource.slice('parameter'.length).split(':')
  if (!path || path === '/' || rest.length > 0 || selector === '') throw badReference()
  const bare = path.slice(1)
  const candidates = bare.includes('/') ? [path] : [path, bare]
  const place = { partition: arn.partition, region: arn.region, accountId: arn.accountId }
  return selector === undefined ? { candidates, place } : { candidates, place, selector: `:${selector}` }
}

function badReference() {
  return validation('Invalid parameter name. Please use correct syntax for referencing a version/label <name>:<version>|<label>.')
}
