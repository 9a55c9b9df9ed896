/**
 * Findings as a SARIF log, which code hosts and editors show beside the lines.
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import { isFailureId, type JsonObject } from '../../base/index.ts'
import { type FailureKind, failureMode } from '../catalogue.ts'
import type { Finding } from './lint-policy.ts'

const LEVELS: Readonly<Record<FailureKind, 'error' | 'warning' | 'note'>> = {
  down: 'error',
  wrong: 'error',
  open: 'error',
  late: 'warning',
  smell: 'note',
}

/** What could not be read: SARIF keeps that apart from what was found. */
export interface UnreadFile {
  readonly file: string
  readonly reason: string
}

/** @param version of the program */
export function sarifLog(findings: readonly Finding[], unread: readonly UnreadFile[], version: string): JsonObject {
  const ids = [...new Set(findings.map(({ rule }) => rule))].toSorted()
  const driver: JsonObject = { name: 'irsa', version, rules: ids.map(ruleOf) }
  const notifications = unread.map(
    ({ file, reason }): JsonObject => ({ level: 'error', message: { text: `${file}: ${reason}` } }),
  )
  const run: JsonObject = {
    tool: { driver },
    columnKind: 'utf16CodeUnits',
    invocations: [{ executionSuccessful: unread.length === 0, toolExecutionNotifications: notifications }],
    results: findings.map((finding) => resultOf(finding, ids.indexOf(finding.rule))),
  }
  return { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }
}

function ruleOf(id: Finding['rule']): JsonObject {
  const mode = isFailureId(id) ? failureMode(id) : { title: 'a document that IAM refuses', severity: 'down/H' as const }
  const properties = { severity: mode.severity }
  return { id, shortDescription: { text: mode.title }, defaultConfiguration: { level: levelOf(mode.severity) }, properties }
}

function levelOf(severity: Finding['severity']): 'error' | 'warning' | 'note' {
  return LEVELS[severity.split('/', 1)[0] as FailureKind]
}

function resultOf({ rule, severity, file, line, column, message, fix }: Finding, ruleIndex: number): JsonObject {
  return {
    ruleId: rule,
    ruleIndex,
    level: levelOf(severity),
    message: { text: `${message}. Fix: ${fix}.` },
    locations: [
      { physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line, startColumn: column } } },
    ],
  }
}

/** Relative paths stay relative, so that hosts can find them in their checkout. */
function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/')
  return path.startsWith('/') ? `file://${path}` : path
}
