/** The operations that try policies without doing anything. */
import type { Operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { getContextKeysForCustomPolicy } from './get-context-keys-for-custom-policy.ts'
import { getContextKeysForPrincipalPolicy } from './get-context-keys-for-principal-policy.ts'
import { simulateCustomPolicy } from './simulate-custom-policy.ts'
import { simulatePrincipalPolicy } from './simulate-principal-policy.ts'

export function simulationOperations(parts: IamParts): readonly Operation[] {
  return [
    getContextKeysForCustomPolicy(parts),
    getContextKeysForPrincipalPolicy(parts),
    simulateCustomPolicy(parts),
    simulatePrincipalPolicy(parts),
  ]
}
