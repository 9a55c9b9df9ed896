/**
 * Lints one policy document: every rule of the registry that is about its kind, and whatever else IAM would refuse it for.
 * INVARIANT (one finding per mistake): what a rule names is not reported again in IAM's own, vaguer words.
 */
import type { FailureId } from '../../base/index.ts'
import type { PolicyProblem, Position } from '../../policy/index.ts'
import { type FailureMode, failureMode } from '../catalogue.ts'
import { type DocumentKind, type PolicyFile, readPolicyFile } from '../files/policy-file.ts'
import { RULES } from '../rules/registry.ts'
import type { Rule, Spot } from '../rules/rule.ts'

export interface Finding {
  /** An id of the catalogue, or IAM's error code for what has no name there. */
  readonly rule: FailureId | PolicyProblem['code']
  readonly severity: FailureMode['severity']
  readonly file: string
  /** Both from 1; columns count UTF-16 units. */
  readonly line: number
  readonly column: number
  readonly message: string
  readonly fix: string
}

const START: Position = { offset: 0, line: 1, column: 1 }

/** @param kind absent: found out from the document itself @returns findings in the order of the text */
export function lintPolicy(name: string, text: string, kind?: DocumentKind): readonly Finding[] {
  const file = readPolicyFile(text, kind)
  const found = RULES.filter((rule) => isAbout(rule, file)).flatMap((rule) =>
    rule.check(file).map((spot) => ({ position: positionOf(file, spot), finding: findingOf(rule, spot, name) })),
  )
  const named = new Set(found.map(({ position }) => position.offset))
  const unnamed = file.reading.problems
    .filter(({ position }) => !named.has(position.offset))
    .map((problem) => ({ position: problem.position, finding: grammarFinding(problem, name) }))
  return [...found, ...unnamed]
    .toSorted((one, other) => one.position.offset - other.position.offset)
    .map(({ position: { line, column }, finding }) => ({ ...finding, line, column }))
}

function isAbout({ about }: Rule, { kind }: PolicyFile): boolean {
  return about === 'both' || about === kind
}

type Unplaced = Omit<Finding, 'line' | 'column'>

function findingOf({ id }: Rule, { message, fix }: Spot, file: string): Unplaced {
  return { rule: id, severity: failureMode(id).severity, file, message, fix }
}

function grammarFinding({ code, message, detail }: PolicyProblem, file: string): Unplaced {
  const said = detail === undefined ? message : `${message} (${detail})`
  return {
    rule: code,
    severity: 'down/H',
    file,
    message: `IAM refuses this: ${said}`,
    fix: 'correct the form; nothing is stored as it is',
  }
}

function positionOf({ reading }: PolicyFile, { at }: Spot): Position {
  return 'path' in at ? (reading.positionOf(at.path, at.part) ?? START) : at
}
