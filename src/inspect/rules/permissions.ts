/**
 * What a pod's role may do: actions that do not fit their resource, conditions that cannot hold in a cluster, and too much.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html and, for the escalation set,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_controlling.html
 */
import { matchesWildcards, type Statement } from '../../policy/index.ts'
import type { PolicyFile } from '../files/policy-file.ts'
import type { Rule } from './rule.ts'

function allows({ document }: PolicyFile): readonly Statement[] {
  return document.statements.filter(({ effect }) => effect === 'Allow')
}

const OBJECT_ACTION =
  /^s3:(?:\*|(?:get|put|delete|restore|replicate|bypass)object|abortmultipartupload|listmultipartuploadparts)/i

function hasObjectAction({ actions }: Statement): boolean {
  return !actions.negated && actions.values.some(({ text }) => OBJECT_ACTION.test(text))
}

export const bucketWithoutObjects: Rule = {
  id: 'RP02',
  about: 'permission',
  check(file) {
    const statements = allows(file).filter(hasObjectAction)
    const covered = statements.flatMap(({ resources }) => (resources?.negated === false ? resources.values : []))
    return covered
      .filter(({ text }) => /^arn:[^:]*:s3:::[^/*?]+$/.test(text))
      .filter(
        ({ text }) => !covered.some((other) => other.text.startsWith(`${text}/`) || matchesWildcards(other.text, `${text}/key`)),
      )
      .map(({ text, path }) => ({
        at: { path },
        message: 'an action on objects is allowed on the bucket only, so that it allows nothing',
        fix: `add ${text}/*`,
      }))
  },
}

const NETWORK_KEY = /^aws:(?:sourceip|vpcsourceip|sourcevpc|sourcevpce|sourcevpcarn)$/

export const networkCondition: Rule = {
  id: 'RP06',
  about: 'permission',
  check: ({ document }) =>
    document.statements
      .flatMap(({ conditions }) => conditions)
      .filter(({ lookup }) => NETWORK_KEY.test(lookup))
      .map(({ key, path }) => ({
        at: { path, part: 'name' },
        message: `${key} is what AWS sees of a pod: the address of its NAT gateway, or its VPC endpoint`,
        fix: "compare with the cluster's egress, or leave the network out of the role's policy",
      })),
}

export const administrator: Rule = {
  id: 'RP07',
  about: 'permission',
  check: (file) =>
    allows(file)
      .filter(
        ({ resources, conditions }) =>
          conditions.length === 0 && resources?.negated === false && resources.values.some(isAnything),
      )
      .flatMap(({ actions }) => {
        const [first] = actions.negated ? actions.values : actions.values.filter(({ text }) => text === '*' || text === '*:*')
        if (first === undefined) return []
        const message = actions.negated ? 'everything is allowed but what NotAction names' : 'everything is allowed on everything'
        return [{ at: { path: first.path }, message, fix: 'name the actions and resources that the workload needs' }]
      }),
}

function isAnything({ text }: { readonly text: string }): boolean {
  return text === '*' || text === 'arn:*' || text === 'arn:*:*:*:*:*'
}

/** Actions by which a role gets more than it has, and a resource of the kind that each works on. */
const WIDENING: readonly (readonly [action: string, resource: string])[] = [
  ['iam:UpdateAssumeRolePolicy', 'role/irsa-probe'],
  ['iam:AttachRolePolicy', 'role/irsa-probe'],
  ['iam:PutRolePolicy', 'role/irsa-probe'],
  ['iam:DeleteRolePermissionsBoundary', 'role/irsa-probe'],
  ['iam:PassRole', 'role/irsa-probe'],
  ['sts:AssumeRole', 'role/irsa-probe'],
  ['iam:CreatePolicyVersion', 'policy/irsa-probe'],
  ['iam:SetDefaultPolicyVersion', 'policy/irsa-probe'],
  ['iam:CreateAccessKey', 'user/irsa-probe'],
  ['iam:AttachUserPolicy', 'user/irsa-probe'],
  ['iam:PutUserPolicy', 'user/irsa-probe'],
]

/** Conditions that keep such an action to what is meant. */
const TARGET_KEY =
  /^(?:iam:passedtoservice|iam:permissionsboundary|iam:policyarn|iam:associatedresourcearn|(?:aws|iam):resourcetag\/.+)$/

export const escalation: Rule = {
  id: 'RP08',
  about: 'permission',
  check: (file) =>
    allows(file)
      .filter(({ conditions, actions }) => !actions.negated && !conditions.some(({ lookup }) => TARGET_KEY.test(lookup)))
      .flatMap((statement) =>
        statement.actions.values.flatMap(({ text, path }) => {
          const found = text.startsWith('*') ? undefined : WIDENING.find((pair) => isWidening(statement, text, pair))
          if (found === undefined) return []
          const message = `${found[0]} on any ${found[1].split('/', 1)[0]} lets the role give itself more than it has`
          return [{ at: { path }, message, fix: 'name the resources that are meant' }]
        }),
      ),
}

function isWidening({ resources }: Statement, pattern: string, [action, resource]: readonly [string, string]): boolean {
  if (!matchesWildcards(pattern.toLowerCase(), action.toLowerCase()) || resources === undefined) return false
  const any = resources.values.some(({ text }) => {
    const account = /^arn:[^:]*:iam::(\d{12}):/.exec(text)?.[1] ?? '000000000000'
    return matchesWildcards(text, `arn:aws:iam::${account}:${resource}`)
  })
  return any !== resources.negated
}

/** Session tags of EKS Pod Identity: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html */
const POD_IDENTITY_TAG =
  /aws:principaltag\/(?:kubernetes-(?:namespace|service-account|pod-name|pod-uid)|eks-cluster-(?:arn|name))/i

export const podIdentityTag: Rule = {
  id: 'RP10',
  about: 'permission',
  check: ({ document }) =>
    document.statements.flatMap(({ conditions, resources }) => {
      const inKeys = conditions
        .filter(({ key }) => POD_IDENTITY_TAG.test(key))
        .map(({ path }) => ({ path, part: 'name' as const }))
      const texts = [...conditions.flatMap(({ values }) => values), ...(resources?.values ?? [])]
      const inTexts = texts.filter(({ text }) => /\$\{/.test(text) && POD_IDENTITY_TAG.test(text)).map(({ path }) => ({ path }))
      return [...inKeys, ...inTexts].map((at) => ({
        at,
        message: 'this tag exists only in sessions of EKS Pod Identity; a role assumed with a service-account token has no tags',
        fix: 'name what is meant, or give the role to one service account and use its name',
      }))
    }),
}
