/**
 * Label selectors: the query form (`app=web,tier in (a,b),!legacy`) and the object form (`matchLabels`,
 * `matchExpressions`), both into one list of requirements.
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
import { failure, isJsonObject, type Result, success } from '../../base/index.ts'

export type LabelOperator = 'in' | 'notin' | 'exists' | 'absent' | 'gt' | 'lt'

export interface LabelRequirement {
  readonly key: string
  readonly operator: LabelOperator
  readonly values: readonly string[]
}

/** All must hold; an empty list selects everything. */
export type LabelSelector = readonly LabelRequirement[]

const KEY = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/
const VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/
const SET_FORM = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/
const COMPARISON = /^([^=!<>\s]+)\s*(==|=|!=|<|>)\s*([^=!<>\s]*)$/

/** True for a label's or annotation's name: an optional DNS prefix, then at most 63 characters. */
export function isLabelKey(text: string): boolean {
  return KEY.test(text)
}

export function isLabelValue(text: string): boolean {
  return VALUE.test(text)
}

/** @param text as in `?labelSelector=`; empty selects everything */
export function parseLabelSelector(text: string): Result<LabelSelector, string> {
  const requirements: LabelRequirement[] = []
  for (const term of splitTerms(text)) {
    const requirement = parseTerm(term)
    if (requirement === undefined) return failure(`unable to parse requirement: ${JSON.stringify(term)}`)
    requirements.push(requirement)
  }
  return success(requirements)
}

/** Commas inside parentheses do not separate. */
function splitTerms(text: string): string[] {
  const terms: string[] = []
  let depth = 0
  let start = 0
  for (let index = 0; index <= text.length; index++) {
    const character = text[index]
    if (character === '(') depth++
    else if (character === ')') depth--
    else if (character === undefined || (character === ',' && depth === 0)) {
      terms.push(text.slice(start, index).trim())
      start = index + 1
    }
  }
  return terms.length === 1 && terms[0] === '' ? [] : terms
}

function parseTerm(term: string): LabelRequirement | undefined {
  if (term.startsWith('!')) return checked(term.slice(1).trim(), 'absent', [])
  const set = SET_FORM.exec(term)
  if (set !== null) {
    const values = (set[3] ?? '').split(',').map((value) => value.trim())
    return checked(set[1] ?? '', set[2] === 'in' ? 'in' : 'notin', values)
  }
  const comparison = COMPARISON.exec(term)
  if (comparison === null) return checked(term, 'exists', [])
  const [, key = '', sign = '', value = ''] = comparison
  const operator = SIGNS[sign]
  if (operator === undefined || ((operator === 'gt' || operator === 'lt') && !/^\d+$/.test(value))) return undefined
  return checked(key, operator, [value])
}

const SIGNS: Readonly<Record<string, LabelOperator>> = { '=': 'in', '==': 'in', '!=': 'notin', '>': 'gt', '<': 'lt' }

function checked(key: string, operator: LabelOperator, values: string[]): LabelRequirement | undefined {
  if (!KEY.test(key) || !values.every((value) => VALUE.test(value))) return undefined
  return { key, operator, values: [...new Set(values)].sort() }
}

const OBJECT_OPERATORS: Readonly<Record<string, LabelOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: 'absent',
}

/**
 * A meta/v1 LabelSelector object. `undefined` selects nothing that a caller should act on: callers decide what an
 * absent selector means; an empty object selects everything.
 */
export function labelSelectorFromObject(selector: unknown): Result<LabelSelector, string> {
  if (!isJsonObject(selector)) return failure('not a label selector')
  const requirements: LabelRequirement[] = []
  if (isJsonObject(selector['matchLabels'])) {
    for (const [key, value] of Object.entries(selector['matchLabels'])) {
      const requirement = typeof value === 'string' ? checked(key, 'in', [value]) : undefined
      if (requirement === undefined) return failure(`matchLabels: invalid label ${JSON.stringify(key)}`)
      requirements.push(requirement)
    }
  }
  const expressions = Array.isArray(selector['matchExpressions']) ? selector['matchExpressions'] : []
  for (const expression of expressions) {
    const requirement = expressionRequirement(expression)
    if (requirement === undefined) return failure(`matchExpressions: invalid requirement`)
    requirements.push(requirement)
  }
  return success(requirements)
}

function expressionRequirement(expression: unknown): LabelRequirement | undefined {
  if (!isJsonObject(expression) || typeof expression['key'] !== 'string') return undefined
  const operator = OBJECT_OPERATORS[String(expression['operator'])]
  if (operator === undefined) return undefined
  const values = (Array.isArray(expression['values']) ? expression['values'] : []).map(String)
  const needsValues = operator === 'in' || operator === 'notin'
  if (needsValues !== values.length > 0) return undefined
  return checked(expression['key'], operator, values)
}

export function matchesLabels(selector: LabelSelector, labels: Readonly<Record<string, string>> | undefined): boolean {
  return selector.every((requirement) => holds(requirement, labels))
}

function holds({ key, operator, values }: LabelRequirement, labels: Readonly<Record<string, string>> | undefined): boolean {
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case 'in':
      return value !== undefined && values.includes(value)
    case 'notin':
      return value === undefined || !values.includes(value)
    case 'exists':
      return value !== undefined
    case 'absent':
      return value === undefined
    case 'gt':
      return value !== undefined && /^-?\d+$/.test(value) && Number(value) > Number(values[0])
    case 'lt':
      return value !== undefined && /^-?\d+$/.test(value) && Number(value) < Number(values[0])
  }
}

/** The query form, as kubectl and the tables print it: `app=web,tier in (a,b),!legacy`. */
export function formatLabelSelector(selector: LabelSelector): string {
  return selector.map(formatRequirement).join(',')
}

function formatRequirement({ key, operator, values }: LabelRequirement): string {
  switch (operator) {
    case 'in':
      return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(',')})`
    case 'notin':
      return values.length === 1 ? `${key}!=${values[0]}` : `${key} notin (${values.join(',')})`
    case 'exists':
      return key
    case 'absent':
      return `!${key}`
    case 'gt':
      return `${key}>${values[0]}`
    case 'lt':
      return `${key}<${values[0]}`
  }
}
