/** The door to protobuf bodies: the decoder and its library are loaded when the first such body comes. */
import type { JsonObject, Result } from '../../base/index.ts'

/** @param bytes a body of type `application/vnd.kubernetes.protobuf` */
export async function decodeProtobufBody(bytes: Uint8Array): Promise<Result<JsonObject, string>> {
  const { decodeProtobufRequest } = await import('./decode-request.ts')
  return decodeProtobufRequest(bytes)
}
