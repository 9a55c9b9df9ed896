/**
 * `Condition`: operators, keys and their values.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
 * An operator, a key or a value that the engine could not compare as AWS does is refused here, so that no condition is
 * ever silently without effect.
 */
import { OPERATOR_RULES } from '../engine/operator-rules.ts'
import type { JsonMember, JsonNode } from '../source/json-source.ts'
import { pointer } from '../source/problem.ts'
import type { ConditionClause, PolicyText } from './document.ts'
import type { OperatorSpelling } from './operators.ts'
import { readOperator } from './operators.ts'
import type { Reading } from './reading.ts'
import { itemsOf, report } from './reading.ts'
import { SENTENCES, unknownField } from './sentences.ts'

export function readConditions(reading: Reading, node: JsonNode, path: string, variables: boolean): readonly ConditionClause[] {
  if (node.type !== 'object') {
    report(reading, SENTENCES.syntax, path, node, 'a condition is an object by operator')
    return []
  }
  return node.members.flatMap((member) => readOperatorMember(reading, member, pointer(path, member.name), variables))
}

function readOperatorMember(reading: Reading, member: JsonMember, path: string, variables: boolean): readonly ConditionClause[] {
  const spelling = readOperator(member.name)
  if (spelling === undefined) {
    report(reading, unknownField(reading.kind, member.name), path, { start: member.nameStart }, 'no such condition operator')
    return []
  }
  if (member.value.type !== 'object') {
    report(reading, SENTENCES.syntax, path, member.value, 'an operator holds an object by condition key')
    return []
  }
  return member.value.members.map((key) => readKeyMember(reading, member.name, spelling, key, pointer(path, key.name), variables))
}

function readKeyMember(
  reading: Reading,
  spelled: string,
  spelling: OperatorSpelling,
  member: JsonMember,
  path: string,
  variables: boolean,
): ConditionClause {
  const problem = keyProblem(member.name)
  if (problem !== undefined) report(reading, problem, path, { start: member.nameStart })
  const values: PolicyText[] = []
  for (const item of itemsOf(member.value, path)) {
    const text = scalarText(item.node)
    if (text === undefined) {
      report(reading, SENTENCES.syntax, item.path, item.node, 'a string, a number or a boolean was expected')
      continue
    }
    if (OPERATOR_RULES[spelling.operator].test(text, variables) === undefined) {
      const date = OPERATOR_RULES[spelling.operator].family === 'date'
      report(reading, date ? SENTENCES.legacy : SENTENCES.syntax, item.path, item.node, `no value for ${spelling.operator}`)
    }
    values.push({ text, path: item.path })
  }
  return { ...spelling, spelled, key: member.name, lookup: member.name.toLowerCase(), path, values }
}

function scalarText(node: JsonNode): string | undefined {
  if (node.type === 'string') return node.value
  if (node.type === 'number') return node.text
  return node.type === 'boolean' ? String(node.value) : undefined
}

/** The host of an identity provider's key may hold a port; such keys are cut at their last colon. */
const PROVIDER_WITH_PORT = /^[A-Za-z0-9.-]+:\d{1,5}(?:\/[^\s]*)?:[A-Za-z0-9_]+$/
/** The scheme does not belong into a key, but IAM stores such a key; it then never fits (failure mode TP06). */
const PROVIDER_WITH_SCHEME = /^https?:\/\/[^\s]+:[A-Za-z0-9_]+$/
/** The third part is chosen by whoever encrypts: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
const ENCRYPTION_CONTEXT = /^kms:EncryptionContext:/i
const MORE_COLONS = [PROVIDER_WITH_PORT, PROVIDER_WITH_SCHEME, ENCRYPTION_CONTEXT]

function keyProblem(key: string): string | undefined {
  const colon = key.indexOf(':')
  if (colon <= 0) return SENTENCES.vendorMissing
  if (colon === key.length - 1 || /[\s*?]/.test(key.slice(0, colon)) || key.includes('${')) return SENTENCES.syntax
  if (!key.includes(':', colon + 1)) return undefined
  // What follows the slash of `aws:ResourceTag/` is the name of a tag, which may hold colons of its own.
  const slash = key.indexOf('/')
  const tag = slash > colon && !key.slice(colon + 1, slash).includes(':')
  return (tag && !key.startsWith('http')) || MORE_COLONS.some((form) => form.test(key)) ? undefined : SENTENCES.oneColon
}
