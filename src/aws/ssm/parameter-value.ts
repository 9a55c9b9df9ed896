/**
 * What a value may be: its tier, its size, its key.
 * Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
 * INVARIANT (no secrets): no message holds a value.
 */
import { LIMITS } from '../../base/index.ts'
import { invalidKeyId, validation } from './errors.ts'
import type { ParameterTier } from './parameter.ts'

interface TierInput {
  readonly Tier?: 'Standard' | 'Advanced' | 'Intelligent-Tiering'
  readonly Value: string
}

/** An advanced parameter stays one; intelligent tiering takes the advanced tier only where it is needed. */
export function tierOf(input: TierInput, before: ParameterTier | undefined): ParameterTier {
  if (input.Tier === 'Standard' || input.Tier === 'Advanced') return input.Tier
  if (before === 'Advanced') return 'Advanced'
  const large = Buffer.byteLength(input.Value) > LIMITS.ssm.standardValueBytes
  return input.Tier === 'Intelligent-Tiering' && large ? 'Advanced' : 'Standard'
}

export function checkValue(value: string, tier: ParameterTier, maxBytes: number): void {
  if (/\{\{.*\}\}/s.test(value)) {
    throw validation('Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.')
  }
  if (Buffer.byteLength(value) <= maxBytes) return
  throw validation(
    tier === 'Standard'
      ? `Standard tier parameters support a maximum parameter value of ${maxBytes} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html`
      : `Advanced tier parameters support a maximum parameter value of ${maxBytes} characters.`,
  )
}

const KEY_ID =
  /^(arn:[^:]+:kms:[^:]*:\d{12}:)?((key\/)?(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})|alias\/[a-zA-Z0-9/_-]+)$/

export function checkKeyId(keyId: string): void {
  if (!KEY_ID.test(keyId)) throw invalidKeyId()
}
