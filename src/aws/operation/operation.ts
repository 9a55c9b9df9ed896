/**
 * What an operation is: its name, its input, what permission it needs on which resource, and what it does.
 * One file per operation, named after the API operation, in the folder of its service.
 */
import type { JsonValue } from '../../base/index.ts'
import type { NamedPolicy, RequestContext } from '../../policy/index.ts'
import type { Caller } from './caller.ts'
import type { Read, StructureShape } from './shape.ts'

/** What the gateway knows of a request when it calls an operation. */
export interface Call {
  readonly requestId: string
  readonly caller: Caller
  /** From the credential scope, or the default one. */
  readonly region: string
  /** The account in which the request acts: the caller's; for unsigned requests the one that the operation finds. */
  readonly accountId: string
  readonly partition: string
  /** Milliseconds since 1970, one reading for the whole request. */
  readonly now: number
  /** The condition keys of the request itself: `aws:sourceip`, `aws:currenttime`, `aws:useragent` ... */
  readonly context: RequestContext
  /** Facts for the record of this request: which token (`jti`), which session, the failure id. Never a secret. */
  note(facts: Readonly<Record<string, JsonValue>>): void
}

/** One permission that a call needs. All of them must be granted. */
export interface Permission {
  /** `service:Action` */
  readonly action: string
  /** The resource's ARN, or `*`. */
  readonly resource: string
  /** Condition keys of the service and of the resource (`aws:resourcetag/...`), lower-case keys. */
  readonly context?: RequestContext
  /** Policies that hang on the resource itself. */
  readonly resourcePolicies?: readonly NamedPolicy[]
  /** The account that owns the resource, if it is not the caller's. */
  readonly resourceAccountId?: string
}

/**
 * What a response body is made of. Plain values; a `Date` is written as the protocol has it (ISO 8601 in XML,
 * epoch seconds in JSON), `undefined` members are left out, bytes are base64.
 */
export type OutputValue =
  | string
  | number
  | boolean
  | Date
  | Uint8Array
  | null
  | undefined
  | readonly OutputValue[]
  /** A map of the model: its keys are data, not members; XML and JSON write it each in their own way. */
  | ReadonlyMap<string, OutputValue>
  | { readonly [member: string]: OutputValue }

export type Output = { readonly [member: string]: OutputValue }

export interface Operation<Input extends StructureShape = StructureShape> {
  /** As AWS spells it, such as `GetParameter`. */
  readonly name: string
  readonly input: Input
  /** `none`: needs no signature (a signature, if any, is ignored). Default `signed`. */
  readonly authentication?: 'none' | 'signed'
  /**
   * The permissions that the call needs, with the resource's real ARN. `never-denied` is GetCallerIdentity's
   * place; an operation with `authentication: 'none'` decides for itself and says so here.
   */
  authorize(
    input: Read<Input>,
    call: Call,
  ): Promise<readonly Permission[] | 'never-denied'> | readonly Permission[] | 'never-denied'
  /** May throw an `AwsError`; anything else it throws is a bug and becomes `InternalFailure`. */
  handle(input: Read<Input>, call: Call): Promise<Output>
}

/** Keeps the input's literal types while fitting the general type. */
export function operation<const Input extends StructureShape>(description: Operation<Input>): Operation<Input> {
  return description
}

/** Where an operation of a REST protocol is found: `GET /clusters/{name}`. */
export interface RestRoute {
  readonly method: string
  /** Segments in braces are read into the member of that name. */
  readonly path: string
  /** Query parameters by name, and the member that each fills. */
  readonly query?: Readonly<Record<string, string>>
}

export type Protocol = 'query' | 'json' | 'rest-json' | 'rest-xml'

export interface AwsService {
  /** The name in credential scopes and in error messages: `iam`, `sts`, `ssm`, `ecr`, `eks`. */
  readonly name: string
  readonly protocol: Protocol
  /** `2010-05-08` for query services. */
  readonly apiVersion: string
  /** For query services: the namespace of responses. */
  readonly xmlNamespace?: string
  /** For JSON services: what stands before the dot in `X-Amz-Target`. */
  readonly targetPrefix?: string
  // biome-ignore lint/suspicious/noExplicitAny: an operation's own input type is known only to itself
  readonly operations: readonly Operation<any>[]
  /** For rest-json services: where each operation is found, by its name. May also place those of `notBuilt`, which can only be named so. */
  readonly routes?: Readonly<Record<string, RestRoute>>
  /** Names of operations that AWS has and we have not built: they answer 501 `NotImplemented`. */
  readonly notBuilt: readonly string[]
  /** The words for "denied" of this service. Default code `AccessDenied`, status 403. */
  readonly accessDenied?: { readonly code: string; readonly status: number }
  /** The code for input that breaks a constraint. Default `ValidationError` for query, else `ValidationException`. */
  readonly invalidInput?: { readonly code: string }
}
