/**
 * The policies of a simulation: those that somebody has, those that came with the request, and how answers name them.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Statement.html
 */
import {
  contextKeysOf,
  type NamedPolicy,
  type PolicyDocument,
  type PolicyKind,
  type PolicyReading,
  policyFromText,
  readPolicy,
  statementSpan,
} from '../../../policy/index.ts'
import type { Output } from '../../operation/index.ts'
import type { Entity, EntityKind } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import type { KeptPolicy } from '../policy-text.ts'
import { invalidInput } from '../refusals.ts'

export interface SimulatedPolicy extends NamedPolicy {
  /** As `SourcePolicyId` names it. Unlike `name`, several may share it. */
  readonly id: string
  readonly type: 'IAM Policy' | 'Resource Policy'
  readonly kind: PolicyKind
  readonly text: string
  /** Read once, when an answer first needs it. */
  readonly reading: PolicyReading
}

/** One of a request's policies; a malformed one is refused under its id. */
export function inputPolicy(
  id: string,
  text: string,
  kind: PolicyKind,
  type: SimulatedPolicy['type'] = 'IAM Policy',
): SimulatedPolicy {
  const compiled = policyFromText(text, kind)
  if (!compiled.ok) throw invalidInput(`Invalid policy ${id}: ${compiled.problem[0]?.message ?? 'Syntax errors in policy.'}`)
  return withReading({ id, name: `input ${id}`, type, kind, text, policy: compiled.value })
}

export function inputPolicies(texts: readonly string[] = []): readonly SimulatedPolicy[] {
  return texts.map((text, index) => inputPolicy(`PolicyInputList.${index + 1}`, text, 'identity'))
}

export function storedPolicy(id: string, kept: KeptPolicy, kind: PolicyKind): SimulatedPolicy {
  const type = kind === 'trust' ? 'Resource Policy' : 'IAM Policy'
  return withReading({ id, name: `stored ${id} ${kept.name}`, type, kind, text: kept.text, policy: kept.policy })
}

function withReading(policy: Omit<SimulatedPolicy, 'reading'>): SimulatedPolicy {
  let reading: PolicyReading | undefined
  return {
    ...policy,
    get reading() {
      reading ??= readPolicy(policy.text, policy.kind)
      return reading
    },
  }
}

/** What hangs on a role, a user or a group itself. Resolves when AWS's own policies among them are loaded. */
export async function policiesOfEntity(
  parts: IamParts,
  type: EntityKind<unknown>['type'],
  { document, inline }: { readonly document: Entity; readonly inline: readonly KeptPolicy[] },
): Promise<readonly SimulatedPolicy[]> {
  const attached = await Promise.all(document.attachedPolicies.map((arn) => managedPolicy(parts, arn)))
  return [
    ...inline.map((policy) => storedPolicy(`${type}_${document.name}_${policy.name}`, policy, 'identity')),
    ...attached.flatMap((policy) => policy ?? []),
  ]
}

/** Under its own name, as AWS names it. */
export async function managedPolicy(parts: IamParts, arn: string): Promise<SimulatedPolicy | undefined> {
  const owned = parts.managed.owns(arn)
  if (owned) await parts.managed.load()
  const policy = owned ? parts.managed.find(arn)?.policy : parts.index.policy(arn)?.policy
  return policy && storedPolicy(arn.slice(arn.lastIndexOf('/') + 1), policy, 'identity')
}

/** One statement of a policy, as `MatchedStatements` shows it. */
export function statementOutput(policy: SimulatedPolicy, label: string): Output {
  const { document, positionOf } = policy.reading
  const path = document?.statements.find((statement) => statement.label === label)?.path
  const offset = path === undefined ? undefined : positionOf(path)?.offset
  const named = { SourcePolicyId: policy.id, SourcePolicyType: policy.type }
  if (offset === undefined) return named
  const { start, end } = statementSpan(policy.text, offset)
  return {
    ...named,
    StartPosition: { Line: start.line, Column: start.column },
    EndPosition: { Line: end.line, Column: end.column },
  }
}

/** The condition keys that these statements of a policy ask for; without labels, those of all. */
export function keysOf({ reading: { document } }: SimulatedPolicy, labels?: ReadonlySet<string>): readonly string[] {
  return document === undefined ? [] : keysOfStatements(document, labels)
}

function keysOfStatements(document: PolicyDocument, labels: ReadonlySet<string> | undefined): readonly string[] {
  if (labels === undefined) return contextKeysOf(document)
  return contextKeysOf(
    document,
    document.statements.filter(({ label }) => labels.has(label)),
  )
}

export function statementCount(policies: readonly SimulatedPolicy[]): number {
  return policies.reduce((sum, { reading }) => sum + (reading.document?.statements.length ?? 0), 0)
}
