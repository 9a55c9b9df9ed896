/**
 * Lists the condition keys that policies ask for.
 * Implements iam:GetContextKeysForCustomPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { required } from '../shapes.ts'
import { distinctKeys } from './simulate.ts'
import { inputPolicies, keysOf } from './simulated-policies.ts'
import { POLICY_LIST } from './simulation-input.ts'

export function getContextKeysForCustomPolicy(_parts: IamParts): Operation {
  return operation({
    name: 'GetContextKeysForCustomPolicy',
    input: { kind: 'structure', members: { PolicyInputList: required(POLICY_LIST) } },
    authorize: () => [{ action: 'iam:GetContextKeysForCustomPolicy', resource: '*' }],
    async handle({ PolicyInputList }) {
      return { ContextKeyNames: distinctKeys(inputPolicies(PolicyInputList).flatMap((policy) => keysOf(policy))) }
    },
  })
}
