/**
 * A decision for people: the verdict, the failure by its name, and every step with the request's value beside the
 * policy's, a caret under the place from which they differ.
 */

import type { Decision, Step } from '../../policy/index.ts'
import { failureMode } from '../catalogue.ts'
import type { Explanation, TokenFacts } from './explanation.ts'
import { printableText } from './printable-text.ts'

/** What comes of the fix: a diff, or why there is none. */
export interface ShownFix {
  readonly diff?: string
  readonly note?: string
}

const VERDICTS: Readonly<Record<Decision['decision'], string>> = {
  allow: 'ALLOW',
  'explicit-deny': 'DENY (explicit)',
  'implicit-deny': 'DENY',
}

export function proofText(explanation: Explanation, shownFix: ShownFix = {}): string {
  const { decision, asked, failed, error, detail, token, note, because, fix, assumed = [] } = explanation
  const blocks = [
    `${VERDICTS[decision]}  ${printableText(asked)}\n`,
    failed === undefined ? '' : `${failed}  ${failureMode(failed).title}  [${failureMode(failed).severity}]\n`,
    error === undefined ? '' : `AWS says only: ${error.code}: ${printableText(error.message)}\n`,
    detail === undefined ? '' : `Because: ${printableText(detail)}\n`,
    note === undefined ? '' : `Note: ${printableText(note)}\n`,
    token === undefined ? '' : tokenBlock(token),
    stepsBlock(because, token === undefined ? 'request' : 'token'),
    assumed.length === 0 ? '' : `Taken for granted\n${assumed.map((line) => `  ${printableText(line)}\n`).join('')}`,
    fix === undefined ? '' : `Fix  ${printableText(fix.text)}\n${fixBlock(shownFix)}`,
  ]
  return blocks.filter((block) => block !== '').join('\n')
}

function fixBlock({ diff, note }: ShownFix): string {
  if (diff !== undefined) return `\n${diff.split('\n').map(printableText).join('\n')}`
  return note === undefined ? '' : `  ${printableText(note)}\n`
}

function tokenBlock({ issuer, subject, audiences, expires }: TokenFacts): string {
  const rows = [
    ['iss', issuer],
    ['sub', subject],
    ['aud', audiences?.join(', ')],
    ['exp', expires],
  ] as const
  const lines = rows.flatMap(([claim, value]) => (value === undefined ? [] : [`  ${claim}  ${printableText(value)}\n`]))
  return lines.length === 0 ? '' : `Token\n${lines.join('')}`
}

function stepsBlock(steps: readonly Step[], asker: string): string {
  let heading = ''
  let text = ''
  for (const step of steps) {
    const place = headingOf(step)
    if (place !== heading) text += `${heading === '' ? '' : '\n'}${place}\n`
    heading = place
    text += step.clause === undefined ? outcomeLine(step) : clauseLines(step, asker)
  }
  return text
}

/** A step that names no policy is about a whole layer. */
function headingOf({ layer, policy, statement }: Step): string {
  if (policy === undefined) return `${LAYERS[layer]}, all of it`
  return `${LAYERS[layer]} ${printableText(policy)}${statement === undefined ? '' : `, statement ${printableText(statement)}`}`
}

const LAYERS: Readonly<Record<Step['layer'], string>> = {
  identity: 'Identity policy',
  resource: 'Resource policy',
  trust: 'Trust policy',
  session: 'Session policy',
  boundary: 'Permissions boundary',
  scp: 'Service control policy',
  rcp: 'Resource control policy',
}

const MARKS: Readonly<Record<Step['outcome'], string>> = { match: 'yes ', 'no-match': 'NO  ', deny: 'DENY', skip: '-   ' }

function outcomeLine({ outcome, policy }: Step): string {
  const words: Readonly<Record<Step['outcome'], string>> = {
    match: 'the statement allows this',
    'no-match': policy === undefined ? 'nothing in it allows this' : 'the statement does not apply',
    deny: 'the statement denies this',
    skip: 'the statement is about something else',
  }
  return `  ${MARKS[outcome]}  ${words[outcome]}\n`
}

function clauseLines(step: Step, asker: string): string {
  const { clause = '', outcome, request, policyValue } = step
  const line = `  ${MARKS[outcome]}  ${printableText(clause)}`
  if (outcome !== 'no-match') return `${line}  ${printableText(request ?? '(absent)')}\n`
  const width = Math.max(asker.length, 'policy'.length)
  const indent = ' '.repeat(10)
  const values = [
    `${indent}${asker.padEnd(width)}  ${request === undefined ? '(has no such key)' : printableText(request)}`,
    `${indent}${'policy'.padEnd(width)}  ${policyValue === undefined ? '(names none)' : printableText(policyValue)}`,
  ]
  const place = caretPlace(step)
  if (place !== undefined && policyValue !== undefined) {
    const column = indent.length + width + 2 + printableText(policyValue.slice(0, place)).length
    values.push(`${' '.repeat(column)}^ ${place === 0 ? 'nothing alike' : 'differs from here on'}`)
  }
  return `${line}\n${values.join('\n')}\n`
}

/** Where a reader should look: the first unit that differs, if it comes before any wildcard or variable. */
function caretPlace({ request, policyValue, differsAt }: Step): number | undefined {
  if (differsAt !== undefined) return differsAt
  if (request === undefined || policyValue === undefined || request === policyValue) return undefined
  const literal = policyValue.search(/[*?]|\$\{/)
  const end = literal < 0 ? policyValue.length : literal
  let at = 0
  while (at < end && policyValue.charCodeAt(at) === request.charCodeAt(at)) at++
  return literal >= 0 && at === end ? undefined : at
}
