/**
 * What `irsa up` was asked for, checked: every refusal names the option and what was expected.
 * The options and their defaults are those of the design's command table.
 */
import { isAbsolute, resolve } from 'node:path'
import { failure, type Result, success } from '../base/index.ts'

/** As typed: text from flags, or values from `irsa/testing`. */
export interface UpOptions {
  readonly dataDir?: string
  readonly port?: number | string
  readonly kubePort?: number | string
  readonly region?: string
  readonly accountId?: string
  readonly clusterName?: string
  readonly issuerUrl?: string
  readonly podIsolation?: string
  readonly host?: string
  readonly account?: readonly string[]
  readonly rootCredentials?: string
  readonly resolve?: readonly string[]
  readonly ephemeral?: boolean
}

export interface RootCredentials {
  readonly accountId: string
  readonly accessKeyId: string
  /** Absent: made at random on the first start and kept. */
  readonly secretAccessKey?: string
}

export type PodIsolation = 'auto' | 'bwrap' | 'unshare' | 'paths'

export interface Configuration {
  /** Absent with `ephemeral`: a temporary directory. */
  readonly dataDirectory?: string
  /** Absent: the port this data directory first got, or the usual one. 0: a free one. */
  readonly port?: number
  readonly kubePort?: number
  readonly region: string
  readonly accountId: string
  readonly clusterName: string
  readonly issuerUrl?: string
  readonly podIsolation: PodIsolation
  readonly host: string
  readonly otherAccounts: readonly RootCredentials[]
  /** Instead of random ones for the default account. */
  readonly rootCredentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** `host:port` to `address:port`. */
  readonly resolve: Readonly<Record<string, string>>
  readonly ephemeral: boolean
}

/** An option that cannot be honoured. */
export interface ConfigurationProblem {
  readonly option: string
  readonly message: string
}

const ISOLATIONS: readonly string[] = ['auto', 'bwrap', 'unshare', 'paths']
const HIGHEST_PORT = 65_535
const CLUSTER_NAME = /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/

class Refusal extends Error {
  readonly option: string
  constructor(option: string, message: string) {
    super(message)
    this.option = option
  }
}

export function readConfiguration(options: UpOptions, workingDirectory: string): Result<Configuration, ConfigurationProblem> {
  try {
    return success(checked(options, workingDirectory))
  } catch (error) {
    if (error instanceof Refusal) return failure({ option: error.option, message: error.message })
    throw error
  }
}

function checked(options: UpOptions, workingDirectory: string): Configuration {
  const ephemeral = options.ephemeral === true
  return {
    ...places(options, workingDirectory, ephemeral),
    region: matching('--region', options.region ?? 'us-east-1', /^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as us-east-1'),
    accountId: accountId('--account-id', options.accountId ?? '123456789012'),
    clusterName: matching(
      '--cluster-name',
      options.clusterName ?? 'temp-cluster',
      CLUSTER_NAME,
      '1 to 100 letters, digits, - and _',
    ),
    podIsolation: isolation(options.podIsolation ?? 'auto'),
    host: options.host ?? '127.0.0.1',
    otherAccounts: (options.account ?? []).map(otherAccount),
    resolve: Object.fromEntries((options.resolve ?? []).map(resolution)),
    ephemeral,
    ...(options.issuerUrl === undefined ? {} : { issuerUrl: issuerUrl(options.issuerUrl) }),
    ...(options.rootCredentials === undefined ? {} : { rootCredentials: rootCredentials(options.rootCredentials) }),
  }
}

function places(
  options: UpOptions,
  workingDirectory: string,
  ephemeral: boolean,
): Pick<Configuration, 'dataDirectory' | 'port' | 'kubePort'> {
  const directory = options.dataDir ?? (ephemeral ? undefined : '.irsa')
  const port = readPort('--port', options.port)
  const kubePort = readPort('--kube-port', options.kubePort)
  return {
    ...(directory === undefined
      ? {}
      : { dataDirectory: isAbsolute(directory) ? directory : resolve(workingDirectory, directory) }),
    ...(port === undefined ? {} : { port }),
    ...(kubePort === undefined ? {} : { kubePort }),
  }
}

function readPort(option: string, value: number | string | undefined): number | undefined {
  if (value === undefined) return undefined
  const port = typeof value === 'number' ? value : /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (Number.isInteger(port) && port >= 0 && port <= HIGHEST_PORT) return port
  throw new Refusal(option, `expected a port from 0 (any free one) to ${HIGHEST_PORT}, got '${value}'`)
}

function matching(option: string, value: string, pattern: RegExp, expected: string): string {
  if (pattern.test(value)) return value
  throw new Refusal(option, `expected ${expected}, got '${value}'`)
}

function accountId(option: string, value: string): string {
  return matching(option, value, /^\d{12}$/, 'an account id of twelve digits')
}

function isolation(value: string): PodIsolation {
  if (ISOLATIONS.includes(value)) return value as PodIsolation
  throw new Refusal('--pod-isolation', `expected one of ${ISOLATIONS.join(', ')}, got '${value}'`)
}

function issuerUrl(value: string): string {
  const url = URL.parse(value)
  const isPlain = url !== null && url.protocol === 'https:' && url.search === '' && url.hash === '' && url.username === ''
  if (isPlain && !value.endsWith('/')) return value
  throw new Refusal('--issuer-url', `expected an https URL without query, fragment or final slash, got '${value}'`)
}

function otherAccount(value: string): RootCredentials {
  const colon = value.indexOf(':')
  const id = accountId('--account', colon < 0 ? value : value.slice(0, colon))
  if (colon < 0) return { accountId: id, accessKeyId: id }
  const secret = value.slice(colon + 1)
  if (secret === '') throw new Refusal('--account', "expected ID or ID:SECRET, and the secret after ':' is empty")
  return { accountId: id, accessKeyId: id, secretAccessKey: secret }
}

function rootCredentials(value: string): { accessKeyId: string; secretAccessKey: string } {
  const colon = value.indexOf(':')
  const accessKeyId = value.slice(0, colon)
  const secretAccessKey = value.slice(colon + 1)
  if (colon > 0 && secretAccessKey !== '' && /^[\w]{1,128}$/.test(accessKeyId)) return { accessKeyId, secretAccessKey }
  throw new Refusal('--root-credentials', 'expected ID:SECRET, the id made of letters, digits and _')
}

function resolution(value: string): [string, string] {
  const match = /^([^=:]+)(?::(\d+))?=(\[[0-9a-fA-F:]+\]|[^:=]+):(\d+)$/.exec(value)
  if (match === null) throw new Refusal('--resolve', `expected HOST[:PORT]=ADDRESS:PORT, got '${value}'`)
  const [, host, port = '443', address, target] = match
  return [`${host}:${port}`, `${address}:${target}`]
}
