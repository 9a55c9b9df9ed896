/**
 * A policy document as rules see it: read as far as it goes, and of which kind it is.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/index.ts'
import { type PolicyDocument, type PolicyReading, policySizeCharacters, readPolicy } from '../../policy/index.ts'

/** What a document is for: whom a role trusts, what somebody may do, or who may use a resource. */
export type DocumentKind = 'trust' | 'permission' | 'resource'

export interface PolicyFile {
  readonly kind: DocumentKind
  /** Without statements where nothing could be understood. */
  readonly document: PolicyDocument
  readonly reading: PolicyReading
  /** As IAM's quotas count: without white space. */
  readonly sizeCharacters: number
}

/** @param kind absent: found out from the document itself */
export function readPolicyFile(text: string, kind: DocumentKind = documentKind(text)): PolicyFile {
  const grammar = kind === 'permission' ? 'identity' : kind
  const reading = readPolicy(text, grammar)
  const nothing: PolicyDocument = { kind: grammar, version: '2012-10-17', statements: [] }
  return { kind, document: reading.document ?? nothing, reading, sizeCharacters: policySizeCharacters(text) }
}

/** A trust policy names principals and is about its own role; a resource policy names principals and resources. */
function documentKind(text: string): DocumentKind {
  const statements = statementsIn(text)
  const has = (...names: readonly string[]): boolean => statements.some((one) => names.some((name) => Object.hasOwn(one, name)))
  if (statements.some(isAboutAssuming) && !(has('Resource', 'NotResource') && !has('Principal', 'NotPrincipal'))) return 'trust'
  if (!has('Principal', 'NotPrincipal')) return 'permission'
  return has('Resource', 'NotResource') ? 'resource' : 'trust'
}

function statementsIn(text: string): readonly JsonObject[] {
  const value = parseLeniently(text)
  const statement = isJsonObject(value) ? value['Statement'] : undefined
  return (Array.isArray(statement) ? statement : [statement]).filter(isJsonObject)
}

/** Broken JSON is reported by the reader; here it only says nothing about the kind. */
function parseLeniently(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isAboutAssuming({ Action: action }: JsonObject): boolean {
  const actions = Array.isArray(action) ? action : [action]
  return actions.some((one) => typeof one === 'string' && /^sts:assumerole/i.test(one))
}
