/**
 * What the readers of a policy document share: where problems are put, and how one-or-many values are taken apart.
 */
import type { PolicyKind } from '../compiled.ts'
import type { JsonMember, JsonNode } from '../source/json-source.ts'
import type { PolicyProblem, Position } from '../source/problem.ts'
import { pointer } from '../source/problem.ts'
import type { PolicyText } from './document.ts'
import { SENTENCES } from './sentences.ts'

/** Enough to mend a document by; a hostile one cannot make the list long. */
const PROBLEMS_KEPT = 100

export interface Reading {
  readonly kind: PolicyKind
  readonly problems: PolicyProblem[]
  readonly positionOf: (offset: number) => Position
}

/** Notes a problem; what cannot be understood is left out of the tree. */
export function report(reading: Reading, message: string, path: string, node: { start: number }, detail?: string): undefined {
  if (reading.problems.length >= PROBLEMS_KEPT) return undefined
  const position = reading.positionOf(node.start)
  reading.problems.push({
    code: 'MalformedPolicyDocument',
    message,
    path,
    position,
    ...(detail === undefined ? {} : { detail }),
  })
  return undefined
}

/** The members of an object by name; the first of a repeated name counts (repetition is a problem of its own). */
export function membersOf(node: JsonNode): ReadonlyMap<string, JsonMember> {
  const members = new Map<string, JsonMember>()
  if (node.type !== 'object') return members
  for (const member of node.members) if (!members.has(member.name)) members.set(member.name, member)
  return members
}

export interface Item {
  readonly node: JsonNode
  readonly path: string
}

/** A scalar stands for a list of one. */
export function itemsOf(node: JsonNode, path: string): readonly Item[] {
  if (node.type !== 'array') return [{ node, path }]
  return node.items.map((item, index) => ({ node: item, path: pointer(path, index) }))
}

/** One or many strings; anything else is a problem. */
export function readTexts(reading: Reading, node: JsonNode, path: string): readonly (PolicyText & { node: JsonNode })[] {
  const texts: (PolicyText & { node: JsonNode })[] = []
  for (const item of itemsOf(node, path)) {
    if (item.node.type === 'string') texts.push({ text: item.node.value, path: item.path, node: item.node })
    else report(reading, SENTENCES.syntax, item.path, item.node, 'a string was expected')
  }
  return texts
}
