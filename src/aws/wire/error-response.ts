/**
 * Errors in the shape of each protocol.
 * Sources: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#operation-error-serialization,
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization,
 * https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization,
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#RESTErrorResponses
 */
import { xmlText } from './xml-text.ts'

/** How a service speaks. */
export type Dialect =
  | { readonly protocol: 'query'; readonly xmlNamespace: string }
  /** `contentType` as the client sent it: 1.0 and 1.1 differ in nothing else. */
  | { readonly protocol: 'json'; readonly contentType: string }
  | { readonly protocol: 'rest-json' }
  | { readonly protocol: 'rest-xml' }

export interface WireError {
  readonly code: string
  readonly message: string
  readonly fault: 'Sender' | 'Receiver'
  /** Members besides code and message. */
  readonly members: Readonly<Record<string, string>>
}

export interface WireMessage {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export function errorResponse(dialect: Dialect, error: WireError, requestId: string): WireMessage {
  switch (dialect.protocol) {
    case 'query':
      return { headers: responseHeaders(dialect, requestId), body: queryError(dialect.xmlNamespace, error, requestId) }
    case 'json':
      return {
        headers: responseHeaders(dialect, requestId),
        body: JSON.stringify({ __type: error.code, message: error.message, ...error.members }),
      }
    case 'rest-json':
      return {
        headers: { ...responseHeaders(dialect, requestId), 'x-amzn-errortype': error.code },
        body: JSON.stringify({ message: error.message, ...error.members }),
      }
    case 'rest-xml':
      return { headers: responseHeaders(dialect, requestId), body: restXmlError(error, requestId) }
  }
}

/** Content type and request id, the same for answers and errors. */
export function responseHeaders(dialect: Dialect, requestId: string): Record<string, string> {
  switch (dialect.protocol) {
    case 'query':
      return { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }
    case 'json':
      return { 'content-type': dialect.contentType, 'x-amzn-requestid': requestId }
    case 'rest-json':
      return { 'content-type': 'application/json', 'x-amzn-requestid': requestId }
    case 'rest-xml':
      return { 'content-type': 'application/xml', 'x-amz-request-id': requestId, 'x-amz-id-2': requestId }
  }
}

function queryError(namespace: string, error: WireError, requestId: string): string {
  return (
    `<ErrorResponse xmlns="${namespace}"><Error><Type>${error.fault}</Type><Code>${xmlText(error.code)}</Code>` +
    `<Message>${xmlText(error.message)}</Message>${extraElements(error)}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`
  )
}

function restXmlError(error: WireError, requestId: string): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${xmlText(error.code)}</Code><Message>${xmlText(error.message)}</Message>` +
    `${extraElements(error)}<RequestId>${requestId}</RequestId><HostId>${requestId}</HostId></Error>`
  )
}

function extraElements(error: WireError): string {
  let text = ''
  for (const [name, value] of Object.entries(error.members)) text += `<${name}>${xmlText(value)}</${name}>`
  return text
}
