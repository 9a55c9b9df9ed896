/**
 * `Action` and `NotAction`: their form, and which actions a trust policy may name.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
import { matchesPattern, readPattern } from '../engine/pattern.ts'
import type { JsonNode } from '../source/json-source.ts'
import type { Clause } from './document.ts'
import type { Reading } from './reading.ts'
import { readTexts, report } from './reading.ts'
import { SENTENCES, vendorNotValid } from './sentences.ts'

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html */
const TRUST_ACTIONS = [
  'sts:assumerole',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:tagsession',
  'sts:setsourceidentity',
  'sts:setcontext',
]

export function readActions(reading: Reading, node: JsonNode, path: string, negated: boolean): Clause {
  const values = readTexts(reading, node, path)
  for (const value of values) {
    const message = actionProblem(value.text) ?? trustProblem(reading, value.text, negated)
    if (message !== undefined) report(reading, message, value.path, value.node)
  }
  return { negated, path, values: values.map(({ text, path: at }) => ({ text, path: at })) }
}

function actionProblem(action: string): string | undefined {
  if (action === '*') return undefined
  const parts = action.split(':')
  if (parts.length === 1 || parts[0] === '') return SENTENCES.vendorMissing
  if (parts.length > 2) return SENTENCES.oneColon
  const [vendor = '', name = ''] = parts
  if (!/^[A-Za-z0-9-]+$/.test(vendor)) return vendorNotValid(vendor)
  return /^[A-Za-z0-9*?_-]+$/.test(name) ? undefined : SENTENCES.syntax
}

function trustProblem(reading: Reading, action: string, negated: boolean): string | undefined {
  if (reading.kind !== 'trust') return undefined
  const pattern = readPattern(action.toLowerCase(), { wildcards: true, variables: false })
  const named = TRUST_ACTIONS.some((known) => pattern !== undefined && matchesPattern(pattern, known, 0, known.length, {}))
  return named && !negated && action !== '*' ? undefined : SENTENCES.trustActions
}
