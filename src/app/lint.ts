/**
 * `irsa lint` over files: each is read, judged by `inspect`, and a file that cannot be read hides no other's findings.
 */

import type { JsonObject } from '../base/index.ts'
import { type DocumentKind, type Finding, lintPolicy, sarifLog, type UnreadFile } from '../inspect/index.ts'
import { readTextInput } from '../io/index.ts'
import { packageVersion } from './package-version.ts'

export interface LintReport {
  readonly findings: readonly Finding[]
  readonly unread: readonly UnreadFile[]
}

/** @param kind of every file; absent: found out from each */
export async function lintFiles(files: readonly string[], kind?: DocumentKind): Promise<LintReport> {
  const findings: Finding[] = []
  const unread: UnreadFile[] = []
  for (const file of files) {
    const text = await readFile(file)
    if (text.ok) findings.push(...lintPolicy(file, text.text, kind))
    else unread.push({ file, reason: text.reason })
  }
  return { findings, unread }
}

export function lintSarif({ findings, unread }: LintReport): JsonObject {
  return sarifLog(findings, unread, packageVersion())
}

type Read = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string }

async function readFile(file: string): Promise<Read> {
  try {
    const text = await readTextInput(file)
    return text === undefined ? { ok: false, reason: 'there is no file of that name' } : { ok: true, text }
  } catch (error) {
    const reason = reasonOf(error)
    if (reason === undefined) throw error
    return { ok: false, reason }
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  ENOTDIR: 'there is no file of that name',
  ENAMETOOLONG: 'there is no file of that name',
}

/** `undefined` for what nobody foresaw. */
function reasonOf(error: unknown): string | undefined {
  return error instanceof RangeError ? error.message : REASONS[(error as NodeJS.ErrnoException).code ?? '']
}
