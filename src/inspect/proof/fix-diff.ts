/** A fix shown as what it does to the policy's text. */
import { failure, type JsonValue, type Result, success } from '../../base/index.ts'
import { jsonPatch } from '../../kube/index.ts'
import type { Fix } from '../../policy/index.ts'
import { unifiedDiff } from './unified-diff.ts'

/**
 * The document before and after the fix, both in one layout: the text's own indentation where it has one, else two spaces.
 * @param text of the policy that the fix is for; `undefined` if nobody has it at hand, or there is none yet
 */
export function fixDiff(text: string | undefined, fix: Fix): Result<string, string> {
  const [whole] = fix.patch
  if (text === undefined && whole?.op === 'add' && whole.path === '') {
    return success(unifiedDiff('', `${JSON.stringify(whole.value, null, 2)}\n`, ['/dev/null', `a policy of ${fix.target}`]))
  }
  const before = text === undefined ? undefined : parse(text)
  if (text === undefined || before === undefined) return failure('the text of the policy is not at hand')
  const after = jsonPatch(before, [...fix.patch] as JsonValue[])
  if (!after.ok) return failure(after.problem)
  const indent = /^\{\r?\n([ \t]+)"/.exec(text.trimStart())?.[1] ?? '  '
  const print = (value: JsonValue): string => `${JSON.stringify(value, null, indent)}\n`
  return success(unifiedDiff(print(before), print(after.value), [fix.target, `${fix.target} (corrected)`]))
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
