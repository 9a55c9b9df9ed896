/**
 * `aws-chunked` bodies: content in chunks, each with its signature or none, and trailing headers at the end.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and .../sigv4-streaming-trailers.html
 * A signed chunk is held back until its signature has been verified; an unsigned one is passed on as it arrives.
 */
import { LIMITS } from '../../../base/index.ts'
import { sha256Hex } from '../../../crypto/index.ts'
import { incompleteBody, invalidRequest, signatureDoesNotMatch } from '../errors.ts'

/** As the gateway hands them in, which alone knows the key. */
export interface SignedChunks {
  chunkMatches(signature: string, contentSha256: string): boolean
  trailerMatches(signature: string, trailer: string): boolean
}

export interface ChunkedBody {
  readonly content: AsyncIterable<Uint8Array>
  /** Lower-case names; complete once the content has been read to its end. */
  readonly trailers: ReadonlyMap<string, string>
}

export interface ChunkedOptions {
  /** Absent: chunks carry no signatures. */
  readonly signatures?: SignedChunks
  readonly trailer: boolean
}

const CHUNK_HEAD = /^([0-9a-fA-F]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/
const LINE_BYTES = 256

export function awsChunked(body: AsyncIterable<Uint8Array>, options: ChunkedOptions): ChunkedBody {
  const trailers = new Map<string, string>()
  return { content: contentOf(createReader(body), options, trailers), trailers }
}

async function* contentOf(
  reader: Reader,
  { signatures, trailer }: ChunkedOptions,
  trailers: Map<string, string>,
): AsyncGenerator<Uint8Array> {
  let size = -1
  while (size !== 0) {
    const head = CHUNK_HEAD.exec(await reader.line(LINE_BYTES))
    if (head === null) throw invalidRequest('A chunk of the body does not begin as the aws-chunked encoding has it.')
    size = Number.parseInt(head[1] ?? '', 16)
    yield* signatures === undefined ? plainChunk(reader, size) : signedChunk(reader, size, head[2] ?? '', signatures)
    if (size > 0 && (await reader.line(LINE_BYTES)) !== '') throw invalidRequest('A chunk of the body is longer than it says.')
  }
  const signed = await readTrailers(reader, trailers)
  if (trailer && signatures !== undefined && !signatures.trailerMatches(signed.signature, signed.text))
    throw signatureDoesNotMatch()
}

async function* plainChunk(reader: Reader, size: number): AsyncGenerator<Uint8Array> {
  for (let left = size; left > 0; ) {
    const piece = await reader.some(left)
    left -= piece.length
    yield piece
  }
}

async function* signedChunk(
  reader: Reader,
  size: number,
  signature: string,
  signatures: SignedChunks,
): AsyncGenerator<Uint8Array> {
  if (size > LIMITS.s3.chunkBytes) throw invalidRequest('A chunk of the body is too large.')
  const chunk = await reader.exactly(size)
  if (!signatures.chunkMatches(signature, sha256Hex(chunk))) throw signatureDoesNotMatch()
  if (size > 0) yield chunk
}

const TRAILER = /^([A-Za-z0-9-]{1,128}):(.*)$/
const TRAILER_SIGNATURE = 'x-amz-trailer-signature'

/** Fills in the trailers. @returns what their signature covers, and the signature ('' for none) */
async function readTrailers(reader: Reader, trailers: Map<string, string>): Promise<{ text: string; signature: string }> {
  let bytes = 0
  let text = ''
  for (let line = await reader.lineOrEnd(); line !== undefined; line = await reader.lineOrEnd()) {
    bytes += line.length
    if (bytes > LIMITS.s3.trailerBytes) throw invalidRequest('The trailing headers are too large.')
    if (line === '') continue
    const [, name = '', value = ''] = TRAILER.exec(line) ?? []
    if (name === '') throw invalidRequest('A trailing header is malformed.')
    trailers.set(name.toLowerCase(), value.trim())
    if (name.toLowerCase() !== TRAILER_SIGNATURE) text += `${name.toLowerCase()}:${value.trim()}\n`
  }
  return { text, signature: trailers.get(TRAILER_SIGNATURE) ?? '' }
}

interface Reader {
  /** Without its end; throws IncompleteBody at the end of the body. */
  line(limit: number): Promise<string>
  /** Of the trailers. */
  lineOrEnd(): Promise<string | undefined>
  /** At least one byte, at most `most`. */
  some(most: number): Promise<Uint8Array>
  exactly(size: number): Promise<Uint8Array>
}

function createReader(body: AsyncIterable<Uint8Array>): Reader {
  const iterator = body[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array(0)
  /** False at the end of the body. */
  const filled = async (): Promise<boolean> => {
    while (rest.length === 0) {
      const next = await iterator.next()
      if (next.done === true) return false
      rest = next.value
    }
    return true
  }
  const some = async (most: number): Promise<Uint8Array> => {
    if (!(await filled())) throw incompleteBody()
    const piece = rest.subarray(0, most)
    rest = rest.subarray(piece.length)
    return piece
  }
  const line = async (limit: number): Promise<string | undefined> => {
    let text = ''
    while (await filled()) {
      const end = rest.indexOf(LINE_FEED)
      const piece = end < 0 ? rest : rest.subarray(0, end)
      rest = rest.subarray(piece.length + 1)
      text += Buffer.from(piece).toString('latin1')
      if (text.length > limit) throw invalidRequest('A line of the aws-chunked encoding is too long.')
      if (end >= 0) return text.replace(/\r$/, '')
    }
    return text === '' ? undefined : text
  }
  return {
    some,
    lineOrEnd: () => line(LIMITS.s3.trailerBytes),
    async line(limit) {
      const text = await line(limit)
      if (text === undefined) throw incompleteBody()
      return text
    },
    async exactly(size) {
      const pieces: Uint8Array[] = []
      for (let left = size; left > 0; ) {
        const piece = await some(left)
        left -= piece.length
        pieces.push(piece)
      }
      return Buffer.concat(pieces)
    },
  }
}

const LINE_FEED = 10
