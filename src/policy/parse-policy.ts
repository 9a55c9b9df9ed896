/**
 * Reads and validates a policy document as IAM does when a policy is stored.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 * Promises: never throws, takes linear time, and accepts nothing that the engine would not evaluate as written: an
 * unknown element, operator, key form, principal or value makes it fail. All problems are found, in document order.
 */
import type { Result } from '../base/index.ts'
import { failure, LIMITS, success } from '../base/index.ts'
import { compilePolicy } from './compile-policy.ts'
import type { CompiledPolicy, PolicyKind } from './compiled.ts'
import type { PolicyDocument, Statement } from './language/document.ts'
import type { Reading } from './language/reading.ts'
import { itemsOf, membersOf, report } from './language/reading.ts'
import { missingField, notJson, SENTENCES, unknownField } from './language/sentences.ts'
import { readStatement } from './language/statement.ts'
import type { JsonMember, JsonNode } from './source/json-source.ts'
import { offsetOf, readJson } from './source/json-source.ts'
import type { PolicyProblem, Position } from './source/problem.ts'
import { pointer, positionsIn } from './source/problem.ts'

/** The document, or every problem that IAM would refuse it for. */
export function parsePolicy(text: string, kind: PolicyKind): Result<PolicyDocument, readonly PolicyProblem[]> {
  const { document, problems } = readPolicy(text, kind)
  return document === undefined || problems.length > 0 ? failure(problems) : success(document)
}

/** A text as far as it can be understood, for those who judge what IAM would refuse, too. */
export interface PolicyReading {
  /** Without what could not be understood; absent if nothing could. */
  readonly document?: PolicyDocument
  /** In the order of the text. */
  readonly problems: readonly PolicyProblem[]
  /** Members whose name an earlier member of the same object has. Each is among the problems, too. */
  readonly repeated: readonly { readonly name: string; readonly position: Position }[]
  /** Where the value of a JSON pointer stands, or the member's name; of a repeated name the first. */
  positionOf(path: string, part?: 'value' | 'name'): Position | undefined
}

/** Reads what is there and notes everything that IAM would refuse. */
export function readPolicy(text: string, kind: PolicyKind): PolicyReading {
  const reading: Reading = { kind, problems: [], positionOf: positionsIn(text) }
  const source = readJson(text, { characters: LIMITS.policy.documentBytes, depth: LIMITS.policy.depth })
  if (!source.ok) {
    const { message, offset } = source.problem
    report(reading, notJson(kind), '', { start: offset }, message)
    return { problems: reading.problems, repeated: [], positionOf: () => undefined }
  }
  const { root, repeated } = source.value
  const document = readDocument(reading, root)
  for (const member of repeated) {
    report(reading, SENTENCES.syntax, '', { start: member.nameStart }, `${member.name} is there twice`)
  }
  return {
    ...(document === undefined ? {} : { document }),
    problems: reading.problems.toSorted((a, b) => a.position.offset - b.position.offset),
    repeated: repeated.map(({ name, nameStart }) => ({ name, position: reading.positionOf(nameStart) })),
    positionOf(path, part = 'value') {
      const offset = offsetOf(root, path, part)
      return offset === undefined ? undefined : reading.positionOf(offset)
    },
  }
}

/** Parses and compiles. Keeps nothing: whoever asks often keeps the result. */
export function policyFromText(text: string, kind: PolicyKind): Result<CompiledPolicy, readonly PolicyProblem[]> {
  const document = parsePolicy(text, kind)
  return document.ok ? success(compilePolicy(document.value)) : document
}

function readDocument(reading: Reading, root: JsonNode): PolicyDocument | undefined {
  if (root.type !== 'object') return report(reading, SENTENCES.syntax, '', root, 'a policy is an object')
  for (const member of root.members) {
    if (!['Version', 'Id', 'Statement'].includes(member.name)) {
      report(reading, unknownField(reading.kind, member.name), pointer('', member.name), { start: member.nameStart })
    }
  }
  const members = membersOf(root)
  const version = readVersion(reading, members.get('Version'))
  const id = readId(reading, members.get('Id'))
  const member = members.get('Statement')
  if (member === undefined) return report(reading, missingField(reading.kind, 'Statement'), '', root)
  const statements = readStatements(reading, member.value, version === '2012-10-17')
  return { kind: reading.kind, version, ...(id === undefined ? {} : { id }), statements }
}

function readVersion(reading: Reading, member: JsonMember | undefined): PolicyDocument['version'] {
  if (member === undefined) return '2008-10-17'
  const version = member.value.type === 'string' ? member.value.value : undefined
  if (version === '2008-10-17' || version === '2012-10-17') return version
  report(reading, SENTENCES.syntax, '/Version', member.value, 'a version is "2012-10-17" or "2008-10-17"')
  return '2012-10-17'
}

function readId(reading: Reading, member: JsonMember | undefined): string | undefined {
  if (member === undefined) return undefined
  if (member.value.type === 'string') return member.value.value
  return report(reading, SENTENCES.syntax, '/Id', member.value, 'a string was expected')
}

function readStatements(reading: Reading, node: JsonNode, variables: boolean): readonly Statement[] {
  const statements: Statement[] = []
  const sids = new Set<string>()
  const items = itemsOf(node, '/Statement')
  if (items.length === 0) report(reading, missingField(reading.kind, 'Statement'), '/Statement', node, 'no statement')
  for (const [index, item] of items.entries()) {
    const statement = readStatement(reading, item.node, item.path, index + 1, variables)
    if (statement === undefined) continue
    if (statement.sid !== undefined && statement.sid !== '' && sids.has(statement.sid)) {
      report(reading, SENTENCES.sidsUnique, pointer(item.path, 'Sid'), item.node)
    }
    sids.add(statement.sid ?? '')
    statements.push(statement)
  }
  return statements
}
