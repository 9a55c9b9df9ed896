/**
 * `Resource` and `NotResource`: ARNs with wildcards and variables, or `*`.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */

import type { PolicyKind } from '../compiled.ts'
import { arnFields } from '../engine/arn-pattern.ts'
import { readPattern } from '../engine/pattern.ts'
import type { JsonNode } from '../source/json-source.ts'
import type { Clause } from './document.ts'
import type { Reading } from './reading.ts'
import { readTexts, report } from './reading.ts'
import { partitionNotValid, regionInResource, resourceForm, SENTENCES } from './sentences.ts'

const PARTITION = /^(?:aws(?:-[a-z]+)*|\*)$/

const IAM_PATHS = [
  'user',
  'federated-user',
  'role',
  'group',
  'instance-profile',
  'mfa',
  'server-certificate',
  'policy',
  'sms-mfa',
  'saml-provider',
  'oidc-provider',
  'report',
  'access-report',
]

export function readResources(reading: Reading, node: JsonNode, path: string, negated: boolean, variables: boolean): Clause {
  const values = readTexts(reading, node, path)
  for (const value of values) {
    const message = resourceProblem(reading.kind, value.text, variables)
    if (message !== undefined) report(reading, message, value.path, value.node)
  }
  return { negated, path, values: values.map(({ text, path: at }) => ({ text, path: at })) }
}

function resourceProblem(kind: PolicyKind, resource: string, variables: boolean): string | undefined {
  if (resource === '*') return undefined
  const fields = arnFields(resource)
  const [prefix, partition = '', service = '', region = '', account = '', rest] = fields
  // IAM completes an ARN that is cut short, but STS does not in a session policy.
  if (prefix !== 'arn' || fields.length < (kind === 'session' ? 6 : 3)) return resourceForm(resource)
  if (!PARTITION.test(partition)) return partitionNotValid(partition, [...fields, '*', '*', '*'].slice(0, 6).join(':'))
  if (!/^[A-Za-z0-9-]+$/.test(service)) return SENTENCES.resourceVendor
  return serviceProblem(resource, service, region, rest) ?? (variables ? variableProblem(resource, region + account) : undefined)
}

/** What two services say about their own ARNs. */
function serviceProblem(resource: string, service: string, region: string, rest: string | undefined): string | undefined {
  if (service !== 'iam' && service !== 's3') return undefined
  if (region !== '' && region !== '*') return regionInResource(service, resource)
  return service === 'iam' && rest !== undefined && !isIamPath(rest) ? SENTENCES.iamPath : undefined
}

/** A variable may stand only after the fifth colon, and one that nobody understands must not pass for text. */
function variableProblem(resource: string, before: string): string | undefined {
  if (before.includes('${')) return SENTENCES.syntax
  return readPattern(resource, { wildcards: true, variables: true }) === undefined ? SENTENCES.syntax : undefined
}

function isIamPath(rest: string): boolean {
  if (rest === 'root' || /^[*?$]/.test(rest)) return true
  const type = rest.split('/', 1)[0] ?? ''
  return type.includes('*') || type.includes('?') || (rest.includes('/') && IAM_PATHS.includes(type))
}
