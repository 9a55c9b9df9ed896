/** From outputs and refusals to HTTP responses, in the shape of the exchange's protocol. */
import type { HttpResponse } from '../../base/index.ts'
import type { AwsError, Output } from '../operation/index.ts'
import { errorResponse, jsonResponse, queryResponse, responseHeaders } from '../wire/index.ts'
import type { Exchange } from './exchange.ts'

export function encodeOutput(exchange: Exchange, output: Output): HttpResponse {
  const { dialect, requestId } = exchange
  const body =
    dialect.protocol === 'query'
      ? queryResponse(exchange.operation, dialect.xmlNamespace, output, requestId)
      : jsonResponse(output)
  return { status: 200, headers: responseHeaders(dialect, requestId), body }
}

export function encodeError(exchange: Exchange, error: AwsError): HttpResponse {
  const { headers, body } = errorResponse(exchange.dialect, error, exchange.requestId)
  return { status: error.status, headers, body }
}
