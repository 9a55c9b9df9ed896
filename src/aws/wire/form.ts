/**
 * Form bodies and query strings (application/x-www-form-urlencoded) as the query protocol uses them.
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 * Refuses bad percent-encodings, repeated names and floods; promises names and values as text, in a plain list.
 */
import { failure, LIMITS, type Result, success } from '../../base/index.ts'

export interface FormParameter {
  readonly name: string
  readonly value: string
}

export interface FormProblem {
  readonly kind: 'bad-encoding' | 'too-many' | 'name-too-long' | 'repeated'
  /** The parameter's name, where it can be told. */
  readonly name?: string
}

/** @param texts for example the query string and the body: a name may stand in only one of them, and once */
export function decodeForm(...texts: readonly string[]): Result<readonly FormParameter[], FormProblem> {
  const parameters: FormParameter[] = []
  const names = new Set<string>()
  for (const text of texts) {
    let start = 0
    while (start < text.length) {
      const ampersand = text.indexOf('&', start)
      const end = ampersand < 0 ? text.length : ampersand
      const problem = end > start ? addParameter(text, start, end, parameters, names) : undefined
      if (problem !== undefined) return failure(problem)
      start = end + 1
    }
  }
  return success(parameters)
}

function addParameter(
  text: string,
  start: number,
  end: number,
  parameters: FormParameter[],
  names: Set<string>,
): FormProblem | undefined {
  if (parameters.length >= LIMITS.query.parameters) return { kind: 'too-many' }
  const equals = text.indexOf('=', start)
  const nameEnd = equals < 0 || equals > end ? end : equals
  if (nameEnd - start > LIMITS.query.nameBytes) return { kind: 'name-too-long' }
  const name = decodedParameter(text.slice(start, nameEnd))
  if (name === undefined) return { kind: 'bad-encoding' }
  const value = nameEnd === end ? '' : decodedParameter(text.slice(nameEnd + 1, end))
  if (value === undefined) return { kind: 'bad-encoding', name }
  if (names.has(name)) return { kind: 'repeated', name }
  names.add(name)
  parameters.push({ name, value })
  return undefined
}

/** `+` is a space; `undefined` for a percent-encoding that is none, or that is not UTF-8. */
export function decodedParameter(text: string): string | undefined {
  return percentDecoded(text.includes('+') ? text.replaceAll('+', ' ') : text)
}

/** `undefined` for a percent-encoding that is none, or that is not UTF-8. */
export function percentDecoded(text: string): string | undefined {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}
