/**
 * Field selectors: `metadata.name=x,status.phase!=Running`, with `\,` `\=` and `\\` as escapes in values.
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/
 */
import { failure, type Result, success } from '../../base/index.ts'

export interface FieldRequirement {
  readonly field: string
  readonly equal: boolean
  readonly value: string
}

/** All must hold; an empty list selects everything. */
export type FieldSelector = readonly FieldRequirement[]

const TERM = /^([^=!\\]+)(==|=|!=)(.*)$/s

export function parseFieldSelector(text: string): Result<FieldSelector, string> {
  const requirements: FieldRequirement[] = []
  for (const term of splitUnescaped(text)) {
    if (term === '') continue
    const match = TERM.exec(term)
    const value = unescapeValue(match?.[3] ?? '')
    if (match === null || value === undefined) {
      return failure(`invalid selector: '${text}'; can't understand '${term}'`)
    }
    requirements.push({ field: match[1] ?? '', equal: match[2] !== '!=', value })
  }
  return success(requirements)
}

/** A field that the object does not have counts as empty. */
export function matchesFields(selector: FieldSelector, fields: Readonly<Record<string, string>>): boolean {
  return selector.every(({ field, equal, value }) => {
    const own = Object.hasOwn(fields, field) ? fields[field] : ''
    return (own === value) === equal
  })
}

export function formatFieldSelector(selector: FieldSelector): string {
  return selector.map(({ field, equal, value }) => `${field}${equal ? '=' : '!='}${value.replace(/[\\,=]/g, '\\$&')}`).join(',')
}

function splitUnescaped(text: string): string[] {
  const terms: string[] = []
  let start = 0
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '\\') index++
    else if (text[index] === ',') {
      terms.push(text.slice(start, index))
      start = index + 1
    }
  }
  terms.push(text.slice(start))
  return terms
}

function unescapeValue(text: string): string | undefined {
  let value = ''
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? ''
    if (character === '=') return undefined
    if (character !== '\\') value += character
    else {
      const escaped = text[++index]
      if (escaped !== '\\' && escaped !== ',' && escaped !== '=') return undefined
      value += escaped
    }
  }
  return value
}
