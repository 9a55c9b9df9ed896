/**
 * Repository policies: resource policies without a `Resource`, which is the repository itself.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
 * The policy is only ever asked about its own repository.
 */
import { type CompiledPolicy, compilePolicy, parsePolicy } from '../../policy/index.ts'
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
      if (compile(text) === undefined) throw invalidParameter('PolicyText', 'Invalid repository policy provided')
    },
    compiled(text) {
      const found = kept.get(text)
      if (found !== undefined) return found
      const made = compile(text)
      if (made === undefined) throw new Error('a repository policy is kept that does not compile')
      const oldest = kept.size >= KEPT ? kept.keys().next().value : undefined
      if (oldest !== undefined) kept.delete(oldest)
      kept.set(text, made)
      return made
    },
  }
}

/** Grammar and duplicate keys are the policy language's business; that a `Resource` has no place here is ours. */
function compile(text: string): CompiledPolicy | undefined {
  const document = parsePolicy(text, 'resource')
  if (!document.ok || document.value.statements.some((statement) => statement.resources !== undefined)) return undefined
  return compilePolicy(document.value)
}
