/**
 * The parameters of the query protocol as a tree: `Tags.member.1.Key=a` becomes `{ Tags: { member: { 1: { Key: 'a' }}}}`.
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 * What is a list and what a structure only the operation's shape knows; nothing is guessed here.
 */
import { failure, LIMITS, type Result, success } from '../../base/index.ts'
import type { FormParameter } from './form.ts'

export type QueryTree = string | QueryBranch

/** Without a prototype: a parameter named `__proto__` is a parameter like any other. */
export interface QueryBranch {
  [name: string]: QueryTree
}

export interface QueryTreeProblem {
  readonly kind: 'too-deep' | 'value-and-branch'
  readonly name: string
}

/** @param skipped parameters that belong to the protocol, not to the input */
export function queryTree(
  parameters: readonly FormParameter[],
  skipped: (name: string) => boolean,
): Result<QueryBranch, QueryTreeProblem> {
  const root = branch()
  for (const parameter of parameters) {
    if (skipped(parameter.name)) continue
    const problem = place(root, parameter)
    if (problem !== undefined) return failure(problem)
  }
  return success(root)
}

function place(root: QueryBranch, { name, value }: FormParameter): QueryTreeProblem | undefined {
  if (!name.includes('.')) return setLeaf(root, name, name, value)
  const path = name.split('.')
  if (path.length > LIMITS.query.depth) return { kind: 'too-deep', name }
  let at = root
  for (const step of path.slice(0, -1)) {
    const next = at[step] ?? branch()
    if (typeof next === 'string') return { kind: 'value-and-branch', name }
    at[step] = next
    at = next
  }
  return setLeaf(at, path.at(-1) ?? '', name, value)
}

function setLeaf(at: QueryBranch, step: string, name: string, value: string): QueryTreeProblem | undefined {
  if (at[step] !== undefined) return { kind: 'value-and-branch', name }
  at[step] = value
  return undefined
}

function branch(): QueryBranch {
  return Object.create(null) as QueryBranch
}
