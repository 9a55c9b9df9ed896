/**
 * Why a trust policy does not let a token in: the statement that comes nearest, its first fault by name, and one patch
 * that mends all its faults.
 */
import type { FailureId } from '../../base/index.ts'
import { STRENGTH } from '../engine/principal-test.ts'
import type { PrincipalEntry } from '../language/document.ts'
import type { NamedPolicy } from '../layers.ts'
import type { AccessRequest } from '../request.ts'
import { addedStatement } from './added-statement.ts'
import type { Patch } from './condition-edits.ts'
import { conditionPatch } from './condition-edits.ts'
import type { Diagnosis } from './diagnosis.ts'
import { nearest } from './difference.ts'
import { claimOf, providerName } from './provider-key.ts'
import type { StatementTrace } from './statement-trace.ts'
import type { Fault } from './trust-faults.ts'
import { conditionFault } from './trust-faults.ts'

/** `traces`: the Allow statements of the trust policy. */
export function diagnoseTrust(request: AccessRequest, traces: readonly StatementTrace[], policy: NamedPolicy): Diagnosis {
  const provider = providerName(request.principal)
  if (provider === undefined || request.principal.type !== 'federated') return {}
  const mendable = traces.filter((trace) => trace.strength > STRENGTH.none || federatedEntries(trace).length > 0)
  const [closest] = mendable.toSorted((one, other) => distance(one) - distance(other))
  if (closest === undefined) return missingStatement(request, policy)
  return diagnoseStatement(request, provider, closest)
}

/** How much of the statement does not fit. Other providers' statements are farther away than a wrong value. */
function distance(trace: StatementTrace): number {
  const conditions = trace.action ? trace.unmet.length : trace.statement.source.conditions.length
  return conditions + (trace.strength > STRENGTH.none ? 0 : 3) + (trace.action ? 0 : 2)
}

function diagnoseStatement(request: AccessRequest, provider: string, trace: StatementTrace): Diagnosis {
  const { source } = trace.statement
  const principal = trace.strength > STRENGTH.none ? undefined : principalFault(request, trace)
  const action = trace.action ? undefined : actionFault(request, trace)
  const side = { provider, context: request.context, conditions: source.conditions }
  const found = (trace.action ? trace.unmet : []).map((clause) => conditionFault(clause, side))
  const faults = found.filter((fault): fault is Fault => fault !== undefined)
  const failed = principal?.failed ?? action?.failed ?? (faults.find(({ failed }) => failed === 'TP01') ?? faults[0])?.failed
  const named: Diagnosis = failed === undefined ? {} : { failed }
  // Every fault must be mended, or the answer stays what it is.
  if (found.some((fault) => fault?.edit === undefined)) return named
  const patch = [
    ...(principal?.patch ?? []),
    ...(action?.patch ?? []),
    ...conditionPatch(
      source,
      faults.flatMap(({ edit }) => edit ?? []),
    ),
  ]
  const texts = [principal?.text, action?.text, ...faults.map(({ text }) => text)].filter((text) => text !== undefined)
  return { ...named, fix: { text: sentence([...new Set(texts)]), target: trace.policy, patch } }
}

function sentence(texts: readonly string[]): string {
  const text = texts.join('; ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

interface ElementFault {
  readonly failed?: FailureId
  readonly text: string
  readonly patch: Patch
}

/** The token's provider is not the one that the statement trusts. */
function principalFault(request: AccessRequest, trace: StatementTrace): ElementFault | undefined {
  if (request.principal.type !== 'federated') return undefined
  const { provider } = request.principal
  const closest = nearest(federatedEntries(trace), provider)
  if (closest === undefined) return undefined
  const patch: Patch = [{ op: 'replace', path: closest.path, value: provider }]
  const text = `the statement trusts ${closest.text}, the token's provider is ${provider}`
  return { failed: providerFault(closest, provider), text, patch }
}

function federatedEntries(trace: StatementTrace): readonly PrincipalEntry[] {
  return trace.statement.source.principals?.values.filter(({ type }) => type === 'Federated') ?? []
}

function providerFault(trusted: PrincipalEntry, provider: string): FailureId {
  const url = (arn: string): string => arn.slice(arn.indexOf(':oidc-provider/') + ':oidc-provider/'.length)
  const partition = (arn: string): string => arn.split(':', 2)[1] ?? ''
  const mine = url(trusted.text)
  if (mine === url(provider)) return partition(trusted.text) === partition(provider) ? 'TP10' : 'TP11'
  if (mine.replace(/^oidc\.([a-z0-9-]+)\.eks\./, 'oidc.eks.$1.') === url(provider)) return 'TP08'
  return 'TP09'
}

/** Session tags and source identities need an action of their own beside the one that is there. */
function actionFault(request: AccessRequest, trace: StatementTrace): ElementFault {
  const { actions } = trace.statement.source
  if (!/^sts:AssumeRole/i.test(request.action)) {
    const value = [...actions.values.map(({ text }) => text), request.action]
    return {
      text: `the session needs the action ${request.action} as well`,
      patch: [{ op: 'replace', path: actions.path, value }],
    }
  }
  const closest = nearest(actions.values, request.action)
  return {
    failed: 'TP14',
    text: `a token needs the action ${request.action}, the statement allows ${closest?.text ?? 'none'}`,
    patch: [{ op: 'replace', path: closest?.path ?? actions.path, value: request.action }],
  }
}

/** There is nothing to mend: the statement that is needed, in full. */
function missingStatement(request: AccessRequest, policy: NamedPolicy): Diagnosis {
  const provider = providerName(request.principal)
  if (provider === undefined || request.principal.type !== 'federated') return {}
  const wanted: Record<string, string> = {}
  for (const claim of ['sub', 'aud']) {
    const value = claimOf(provider, claim, request.context)
    if (value !== undefined) wanted[`${provider}:${claim}`] = value
  }
  const patch = addedStatement(policy, {
    Effect: 'Allow',
    Principal: { Federated: request.principal.provider },
    Action: request.action,
    Condition: { StringEquals: wanted },
  })
  return { failed: 'TP09', fix: { text: "Add a statement that lets the token's provider in", target: policy.name, patch } }
}
