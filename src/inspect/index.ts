/** Rules over policies and other files, and the text of proofs and fixes. Pure: files and tokens are read elsewhere. */
export type { DocumentKind } from './files/policy-file.ts'
export { type Finding, lintPolicy } from './lint/lint-policy.ts'
export { sarifLog, type UnreadFile } from './lint/sarif.ts'
export type { Explanation, TokenFacts } from './proof/explanation.ts'
export { fixDiff } from './proof/fix-diff.ts'
export { proofText, type ShownFix } from './proof/proof-text.ts'
export { RULES } from './rules/registry.ts'
