/** A token from a file or standard input, and condition keys as they are given on a command line. */
import { failure, type Result, success } from '../../base/index.ts'
import type { RequestContext } from '../../policy/index.ts'
import { readInput } from '../read-input.ts'

export async function readToken(file: string): Promise<Result<string, string>> {
  const text = await readInput(file)
  return text.ok ? success(text.value.trim()) : failure(`cannot read '${file}': ${text.problem}`)
}

/** `KEY=VALUE`; a key given more than once is a multi-valued one. The problem is the text that has no `=`. */
export function readContext(pairs: readonly string[]): Result<RequestContext, string> {
  const context = new Map<string, string | string[]>()
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at <= 0) return failure(pair)
    const key = pair.slice(0, at).toLowerCase()
    const value = pair.slice(at + 1)
    const known = context.get(key)
    context.set(key, known === undefined ? value : [known, value].flat())
  }
  return success(Object.fromEntries(context))
}
