/** The words all share: ARNs, JSON, results, failure ids, limits, and the port types. Imports nothing. */
export type { Arn } from './arn.ts'
export { formatArn, parseArn } from './arn.ts'
export type { FailureFamily, FailureId } from './failure-id.ts'
export { FAILURE_COUNTS, isFailureId } from './failure-id.ts'
export type { UniqueIdPrefix } from './ids.ts'
export { nameSuffix, uniqueId, uuid } from './ids.ts'
export type { JsonObject, JsonValue } from './json.ts'
export { isJsonObject } from './json.ts'
export { LIMITS } from './limits.ts'
export type { ByteSink, ByteStream } from './ports/bytes.ts'
export type { Clock, ScheduledTask, Scheduler } from './ports/clock.ts'
export type { FileKind, Files } from './ports/files.ts'
export type {
  Fetch,
  FetchFailure,
  FetchRequest,
  FetchResponse,
  FetchResult,
  HttpHandler,
  HttpRequest,
  HttpResponse,
  Listener,
  Listening,
  ListenOptions,
  UpgradeAnswer,
  UpgradeHandler,
  WebSocketChannel,
} from './ports/http.ts'
export type { LocalListening, LocalSockets } from './ports/local-sockets.ts'
export type { Log, LogLevel } from './ports/log.ts'
export type { ProcessExit, Processes, ProcessSpec, RunningProcess } from './ports/processes.ts'
export type { Random } from './ports/random.ts'
export type { Result } from './result.ts'
export { failure, success } from './result.ts'
