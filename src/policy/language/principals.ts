/**
 * `Principal` and `NotPrincipal`: which principals may be named, and how.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { accountOf } from '../engine/principal-test.ts'
import type { JsonMember, JsonNode } from '../source/json-source.ts'
import { pointer } from '../source/problem.ts'
import type { Clause, PrincipalEntry, PrincipalType } from './document.ts'
import type { Reading } from './reading.ts'
import { readTexts, report } from './reading.ts'
import { invalidPrincipal, SENTENCES } from './sentences.ts'

const TYPES: readonly PrincipalType[] = ['AWS', 'Federated', 'Service', 'CanonicalUser']

/** How AWS's messages spell the types. */
const SPELLED: Readonly<Record<PrincipalType, string>> = {
  AWS: 'AWS',
  Federated: 'FEDERATED',
  Service: 'SERVICE',
  CanonicalUser: 'CANONICAL',
}

export function readPrincipals(reading: Reading, node: JsonNode, path: string, negated: boolean): Clause<PrincipalEntry> {
  if (node.type === 'string') {
    if (node.value !== '*') report(reading, SENTENCES.syntax, path, node, 'a principal is "*" or an object by type')
    return { negated, path, values: [{ type: '*', text: node.value, path }] }
  }
  if (node.type !== 'object' || node.members.length === 0) {
    report(reading, SENTENCES.syntax, path, node, 'a principal is "*" or an object by type')
    return { negated, path, values: [] }
  }
  return { negated, path, values: node.members.flatMap((member) => readMember(reading, member, path)) }
}

/** The principals of one type. */
function readMember(reading: Reading, member: JsonMember, path: string): readonly PrincipalEntry[] {
  const at = pointer(path, member.name)
  const type = TYPES.find((known) => known === member.name)
  if (type === undefined) {
    report(reading, SENTENCES.syntax, at, { start: member.nameStart }, `no principals are of the type ${member.name}`)
    return []
  }
  if (member.value.type === 'array' && member.value.items.length === 0) {
    report(reading, SENTENCES.syntax, at, member.value, 'a list without principals')
  }
  return readTexts(reading, member.value, at).map((value) => {
    const message = principalProblem(reading, type, value.text)
    if (message !== undefined) report(reading, message, value.path, value.node)
    return { type, text: value.text, path: value.path }
  })
}

function principalProblem(reading: Reading, type: PrincipalType, value: string): string | undefined {
  const sentence = invalidPrincipal(SPELLED[type], value)
  switch (type) {
    case 'AWS':
      return value === '*' || accountOf(value) !== undefined || isAwsPrincipal(value) ? undefined : sentence
    case 'Federated':
      return isFederated(value) ? undefined : SENTENCES.federated
    case 'Service':
      return /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(value) ? undefined : sentence
    case 'CanonicalUser':
      return reading.kind === 'resource' && /^[0-9a-f]{64}$/.test(value) ? undefined : sentence
  }
}

const AWS_ARN =
  /^arn:aws(?:-[a-z]+)*:(?:iam::\d{12}:(?:user|role)\/[\w+=,.@/-]+|sts::\d{12}:(?:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+|federated-user\/[\w+=,.@-]+))$/

/** A user, role or session by ARN, or a stored unique id. Part of a name cannot be a wildcard. */
function isAwsPrincipal(value: string): boolean {
  return AWS_ARN.test(value) || /^A(?:ROA|IDA)[A-Z0-9]{12,124}$/.test(value)
}

const PROVIDER_ARN = /^arn:aws(?:-[a-z]+)*:iam::\d{12}:(?:saml-provider\/[\w.-]+|oidc-provider\/([^\s*?]+))$/
const DOMAIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/

/** A provider's ARN (its URL without scheme), or the host name of a built-in provider. */
function isFederated(value: string): boolean {
  const provider = PROVIDER_ARN.exec(value)
  if (provider === null) return DOMAIN.test(value)
  return provider[1] === undefined || !/^[A-Za-z]+:\/\//.test(provider[1])
}
