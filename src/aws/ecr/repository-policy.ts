/**
 * Repository policies: resource policies without a `Resource`, which is the repository itself.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
 * The policy language wants a `Resource` in a resource policy, so each statement gets `*` before it is compiled: the
 * policy is only ever asked about its own repository.
 */
import { isJsonObject, type JsonObject, type JsonValue, type Result, success } from '../../base/index.ts'
import { type CompiledPolicy, policyFromText } from '../../policy/index.ts'
import { invalidParameter } from './errors.ts'

export interface RepositoryPolicies {
  /** Throws InvalidParameterException for a text that ECR would refuse. */
  check(text: string): void
  /** Of a text that `check` accepted; kept while it is in use. */
  compiled(text: string): CompiledPolicy
}

/** Compiled texts kept; the one made first goes first. */
const KEPT = 1_000

export function createRepositoryPolicies(): RepositoryPolicies {
  const kept = new Map<string, CompiledPolicy>()
  return {
    check(text) {
      if (!compile(text).ok) throw invalidParameter('PolicyText', 'Invalid repository policy provided')
    },
    compiled(text) {
      const found = kept.get(text)
      if (found !== undefined) return found
      const made = compile(text)
      if (!made.ok) throw new Error('a repository policy is kept that does not compile')
      const oldest = kept.size >= KEPT ? kept.keys().next().value : undefined
      if (oldest !== undefined) kept.delete(oldest)
      kept.set(text, made.value)
      return made.value
    },
  }
}

function compile(text: string): Result<CompiledPolicy, unknown> {
  let policy: JsonValue
  try {
    policy = JSON.parse(text) as JsonValue
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, problem: error }
    throw error
  }
  if (!isJsonObject(policy)) return { ok: false, problem: 'a policy is an object' }
  const statements = [policy['Statement'] ?? []].flat()
  if (!statements.every(isOfRepository)) return { ok: false, problem: 'a statement without Resource is an object' }
  const withResource = { ...policy, Statement: statements.map((statement) => ({ ...(statement as JsonObject), Resource: '*' })) }
  const compiled = policyFromText(JSON.stringify(withResource), 'resource')
  return compiled.ok ? success(compiled.value) : compiled
}

function isOfRepository(statement: JsonValue): boolean {
  return isJsonObject(statement) && !('Resource' in statement) && !('NotResource' in statement)
}
