/**
 * `irsa lint` over files: each is read, judged by `inspect`, and a file that cannot be read hides no other's findings.
 */

import type { JsonObject } from '../base/index.ts'
import { type DocumentKind, type Finding, lintPolicy, sarifLog, type UnreadFile } from '../inspect/index.ts'
import { packageVersion } from './package-version.ts'
import { readInput } from './read-input.ts'

export interface LintReport {
  readonly findings: readonly Finding[]
  readonly unread: readonly UnreadFile[]
}

/** @param kind of every file; absent: found out from each */
export async function lintFiles(files: readonly string[], kind?: DocumentKind): Promise<LintReport> {
  const findings: Finding[] = []
  const unread: UnreadFile[] = []
  for (const file of files) {
    const text = await readInput(file)
    if (text.ok) findings.push(...lintPolicy(file, text.value, kind))
    else unread.push({ file, reason: text.problem })
  }
  return { findings, unread }
}

export function lintSarif({ findings, unread }: LintReport): JsonObject {
  return sarifLog(findings, unread, packageVersion())
}
