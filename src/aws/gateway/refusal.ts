/** What was thrown, as something that the client may be told; a bug goes to the log with its stack, and not to the client. */
import type { HttpRequest, Log } from '../../base/index.ts'
import { AwsError } from '../operation/index.ts'
import type { Exchange } from './exchange.ts'

const INTERNAL_FAILURE = 'The request processing has failed because of an unknown error, exception or failure.'

export function refusalOf(thrown: unknown, exchange: Exchange, request: HttpRequest, log: Log | undefined): AwsError {
  if (thrown instanceof AwsError) return thrown
  if (request.signal.aborted) return new AwsError('RequestTimeout', 400, 'The client went away before its request was complete.')
  log?.write('error', 'a bug in the AWS endpoint', {
    requestId: exchange.requestId,
    service: exchange.service,
    operation: exchange.operation,
    error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
  })
  const code = exchange.dialect.protocol === 'rest-xml' ? 'InternalError' : 'InternalFailure'
  return new AwsError(code, 500, INTERNAL_FAILURE, { fault: 'Receiver', cause: thrown })
}
