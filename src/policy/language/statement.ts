/**
 * One statement: which elements it may and must have, by the kind of its policy.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
import type { JsonMember, JsonNode } from '../source/json-source.ts'
import { pointer } from '../source/problem.ts'
import { readActions } from './actions.ts'
import { readConditions } from './conditions.ts'
import type { Statement } from './document.ts'
import { readPrincipals } from './principals.ts'
import type { Reading } from './reading.ts'
import { membersOf, report } from './reading.ts'
import { readResources } from './resources.ts'
import { missingField, prohibitedField, SENTENCES, unknownField } from './sentences.ts'

const ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
])

export function readStatement(
  reading: Reading,
  node: JsonNode,
  path: string,
  number: number,
  variables: boolean,
): Statement | undefined {
  if (node.type !== 'object') return report(reading, SENTENCES.syntax, path, node, 'a statement is an object')
  for (const member of node.members) {
    if (!ELEMENTS.has(member.name)) {
      report(reading, unknownField(reading.kind, member.name), pointer(path, member.name), { start: member.nameStart })
    }
  }
  const members = membersOf(node)
  const sid = readSid(reading, members.get('Sid'), path)
  const effect = readEffect(reading, members.get('Effect'), node, path)
  const principals = readEither(reading, members, node, path, 'Principal')
  const actions = readEither(reading, members, node, path, 'Action')
  const resources = readEither(reading, members, node, path, 'Resource')
  const condition = members.get('Condition')
  const conditions =
    condition === undefined ? [] : readConditions(reading, condition.value, pointer(path, 'Condition'), variables)
  if (effect === undefined || actions === undefined) return undefined
  return {
    path,
    label: sid === undefined || sid === '' ? `#${number}` : sid,
    ...(sid === undefined ? {} : { sid }),
    effect,
    ...(principals === undefined
      ? {}
      : { principals: readPrincipals(reading, principals.value, pointer(path, principals.name), principals.negated) }),
    actions: readActions(reading, actions.value, pointer(path, actions.name), actions.negated),
    ...(resources === undefined
      ? {}
      : { resources: readResources(reading, resources.value, pointer(path, resources.name), resources.negated, variables) }),
    conditions,
  }
}

/** Sids of IAM's own policies are alphanumeric; resource policies are their services' business. */
function readSid(reading: Reading, member: JsonMember | undefined, path: string): string | undefined {
  if (member === undefined) return undefined
  const at = pointer(path, 'Sid')
  if (member.value.type !== 'string') return report(reading, SENTENCES.syntax, at, member.value, 'a string was expected')
  const sid = member.value.value
  if (reading.kind !== 'resource' && !/^[A-Za-z0-9]*$/.test(sid)) report(reading, SENTENCES.sidForm, at, member.value)
  return sid
}

function readEffect(
  reading: Reading,
  member: JsonMember | undefined,
  node: JsonNode,
  path: string,
): 'Allow' | 'Deny' | undefined {
  if (member === undefined) return report(reading, missingField(reading.kind, 'Effect'), path, node)
  const effect = member.value.type === 'string' ? member.value.value : undefined
  if (effect === 'Allow' || effect === 'Deny') return effect
  return report(reading, SENTENCES.syntax, pointer(path, 'Effect'), member.value, 'an effect is "Allow" or "Deny"')
}

interface Either {
  readonly name: string
  readonly negated: boolean
  readonly value: JsonNode
}

/** `X` or `NotX`, whichever is there, if the kind of policy allows it; both, or neither where one must be, is a problem. */
function readEither(
  reading: Reading,
  members: ReadonlyMap<string, JsonMember>,
  node: JsonNode,
  path: string,
  name: 'Principal' | 'Action' | 'Resource',
): Either | undefined {
  const plain = members.get(name)
  const negative = members.get(`Not${name}`)
  if (plain !== undefined && negative !== undefined) {
    return report(reading, SENTENCES.syntax, path, node, `${name} and Not${name} exclude each other`)
  }
  const member = plain ?? negative
  const wanted = elementRule(reading, name)
  if (member === undefined) {
    return wanted === 'required' ? report(reading, missingField(reading.kind, name), path, node) : undefined
  }
  const negated = member === negative
  if (wanted === 'prohibited' || (negated && name === 'Principal' && reading.kind === 'trust')) {
    return report(reading, prohibitedField(reading.kind, member.name), pointer(path, member.name), { start: member.nameStart })
  }
  if (member.value.type === 'array' && member.value.items.length === 0) {
    const sentence = name === 'Principal' ? SENTENCES.syntax : missingField(reading.kind, name)
    return report(reading, sentence, pointer(path, member.name), member.value)
  }
  return { name: member.name, negated, value: member.value }
}

/**
 * A trust policy is about its own role; whoever a policy is attached to is its principal. The policies of some resources
 * (repositories, topics) leave their own resource out.
 */
function elementRule(reading: Reading, name: 'Principal' | 'Action' | 'Resource'): 'required' | 'optional' | 'prohibited' {
  const { kind } = reading
  if (name === 'Principal') return kind === 'trust' || kind === 'resource' ? 'required' : 'prohibited'
  if (name === 'Action') return 'required'
  if (kind === 'trust') return 'prohibited'
  return kind === 'resource' ? 'optional' : 'required'
}
