/** What the ways to ask have in common: the explanation, and the text of the policy that its fix is for. */
import { type Explanation, fixDiff, proofText } from '../../inspect/index.ts'

export interface Answer {
  readonly explanation: Explanation
  /** Of the policy that `explanation.fix` names, if it is at hand. */
  readonly policyText?: string | undefined
}

/** For people: the proof, with the fix as a unified diff. */
export function answerText({ explanation, policyText }: Answer): string {
  if (explanation.fix === undefined) return proofText(explanation)
  const diff = fixDiff(policyText, explanation.fix)
  return proofText(explanation, diff.ok ? { diff: diff.value } : { note: diff.problem })
}
