/**
 * SPDY/3.1 header blocks: name-value pairs behind one zlib context per direction and connection.
 * Source: https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/ section 2.6.10; the dictionary is the
 * one printed there, written here as its words and its tail.
 */
import { createDeflate, createInflate, type Deflate, type Inflate, constants as zlib } from 'node:zlib'
import { SpdyError, uint32 } from './spdy-frames.ts'

const WORDS =
  'options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow authorization cache-control connection content-base content-encoding content-language content-length content-location content-md5 content-range content-type date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate method get status'
/** Words that themselves hold spaces stand apart. */
const MORE_WORDS = ['200 OK', 'version', 'HTTP/1.1', 'url', 'public', 'set-cookie', 'keep-alive', 'origin']
const TAIL =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.'

/** A decompressed block may hold no more than this: kubectl's are below one KiB. */
const MAX_BLOCK_BYTES = 64 * 1024

export type SpdyHeaders = Readonly<Record<string, string>>

export interface HeaderCodec {
  /** Rejects for a block that is malformed or too large. Calls must not overlap. */
  decode(block: Uint8Array): Promise<SpdyHeaders>
  encode(headers: SpdyHeaders): Promise<Uint8Array>
  close(): void
}

export const SPDY_DICTIONARY: Uint8Array = dictionary()

export function createHeaderCodec(): HeaderCodec {
  const inflate = createInflate({ dictionary: SPDY_DICTIONARY })
  const deflate = createDeflate({ dictionary: SPDY_DICTIONARY })
  // Errors are told by 'close', which always follows; without a listener they would end the process.
  for (const codec of [inflate, deflate]) codec.on('error', () => undefined)
  return {
    decode: async (block) => readPairs(await through(inflate, block)),
    encode: (headers) => through(deflate, writePairs(headers)),
    close: () => {
      inflate.destroy()
      deflate.destroy()
    },
  }
}

function through(codec: Inflate | Deflate, block: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const settle = (answer: () => void) => (): void => {
      codec.removeListener('data', onData)
      codec.removeListener('close', onClose)
      answer()
    }
    const onData = (chunk: Buffer): void => {
      size += chunk.length
      chunks.push(chunk)
      if (size > MAX_BLOCK_BYTES) codec.destroy()
    }
    // Malformed, too large, ended by its own end mark, or closed by us: none of them calls back.
    const onClose = settle(() => reject(new SpdyError('a SPDY header block cannot be read')))
    if (codec.destroyed) {
      onClose()
      return
    }
    codec.on('data', onData)
    codec.once('close', onClose)
    // The flush is done when its output has been read, which is one turn later.
    codec.write(block, () => codec.flush(zlib.Z_SYNC_FLUSH, () => setImmediate(settle(() => resolve(Buffer.concat(chunks))))))
  })
}

function readPairs(block: Buffer): SpdyHeaders {
  const headers: Record<string, string> = {}
  let offset = 0
  const take = (length: number): number => {
    if (offset + length > block.length) throw new SpdyError('a SPDY header block ends too early')
    offset += length
    return offset - length
  }
  const text = (): string => {
    const length = block.readUInt32BE(take(4))
    const start = take(length)
    return block.toString('latin1', start, start + length)
  }
  for (let left = block.readUInt32BE(take(4)); left > 0; left--) {
    const name = text()
    headers[name.toLowerCase()] = text()
  }
  return headers
}

function writePairs(headers: SpdyHeaders): Buffer {
  const entries = Object.entries(headers)
  const parts = [uint32(entries.length)]
  for (const [name, value] of entries) parts.push(sized(name.toLowerCase()), sized(value))
  return Buffer.concat(parts)
}

function dictionary(): Buffer {
  const words = [...WORDS.split(' '), ...MORE_WORDS]
  return Buffer.concat([...words.map(sized), Buffer.from(TAIL, 'latin1')])
}

function sized(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1')
  return Buffer.concat([uint32(bytes.length), bytes])
}
