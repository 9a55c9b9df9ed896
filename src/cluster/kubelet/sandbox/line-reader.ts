/**
 * Lines of a pipe as they come. The pipe is read to its end whether or not anybody asks for more lines: a process
 * counts as ended only when all that it wrote has been taken.
 */

export interface LineReader {
  /** `undefined` when there are no more. */
  next(): Promise<string | undefined>
}

/** More than any of our own programs says; the rest is dropped. */
const LINES_KEPT = 100

export function readLines(bytes: AsyncIterable<Uint8Array> | undefined): LineReader {
  const kept: string[] = []
  let ended = bytes === undefined
  let wake: () => void = () => undefined
  const read = async () => {
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of bytes ?? []) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      kept.push(...lines.slice(0, LINES_KEPT - kept.length))
      wake()
    }
  }
  const finish = () => {
    ended = true
    wake()
  }
  read().then(finish, finish)
  return {
    next: async () => {
      while (kept.length === 0 && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return kept.shift()
    },
  }
}

/** All of a stream as text, the first `limitBytes` characters of it. */
export async function readText(bytes: AsyncIterable<Uint8Array>, limitBytes: number): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of bytes) if (text.length < limitBytes) text += decoder.decode(chunk, { stream: true })
  return text.slice(0, limitBytes)
}
