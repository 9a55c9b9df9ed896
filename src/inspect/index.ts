/** Rules over policies and other files, and the text of proofs and fixes. Pure: files and tokens are read elsewhere. */
export type { DocumentKind } from './files/policy-file.ts'
export { type Finding, lintPolicy } from './lint/lint-policy.ts'
export { sarifLog, type UnreadFile } from './lint/sarif.ts'
export { RULES } from './rules/registry.ts'
