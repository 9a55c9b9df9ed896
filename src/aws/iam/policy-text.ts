/**
 * Policy documents as text: checked before they are stored, compiled once per version when they are first asked.
 * The grammar and its messages are `src/policy`'s.
 */
import { type CompiledPolicy, type NamedPolicy, type PolicyKind, policyFromText } from '../../policy/index.ts'
import { malformedPolicyDocument } from './refusals.ts'

/** Refuses a document that IAM would refuse, with IAM's first complaint. */
export function checkPolicy(text: string, kind: PolicyKind): void {
  const compiled = policyFromText(text, kind)
  if (!compiled.ok) throw malformedPolicyDocument(compiled.problem[0]?.message ?? 'Syntax errors in policy.')
}

/** A policy that is kept beside its text, so that an unchanged text is never compiled twice. */
export interface KeptPolicy extends NamedPolicy {
  readonly text: string
}

/** Compiles when `policy` is first read. The text was checked when it was stored: that it does not compile is a bug. */
export function keptPolicy(name: string, text: string, kind: PolicyKind): KeptPolicy {
  let compiled: CompiledPolicy | undefined
  return {
    name,
    text,
    get policy() {
      compiled ??= compileStored(name, text, kind)
      return compiled
    },
  }
}

function compileStored(name: string, text: string, kind: PolicyKind): CompiledPolicy {
  const outcome = policyFromText(text, kind)
  if (!outcome.ok) throw new Error(`the stored policy ${name} does not compile: ${outcome.problem[0]?.message}`)
  return outcome.value
}
