/** Text from a file or, for `-`, from standard input; at most 1 MiB, because everything read so is small. */
import { open } from 'node:fs/promises'

const MAX_BYTES = 1024 * 1024

/** The text, or `undefined` if there is no such file. */
export async function readTextInput(file: string): Promise<string | undefined> {
  if (file === '-') return collect(process.stdin)
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (handle === undefined) return undefined
  if ((await handle.stat()).isDirectory()) {
    await handle.close()
    return undefined
  }
  return collect(handle.createReadStream())
}

async function collect(source: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of source) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > MAX_BYTES) throw new RangeError(`the input is larger than ${MAX_BYTES} bytes`)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
