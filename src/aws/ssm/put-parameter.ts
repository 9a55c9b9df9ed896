/**
 * PutParameter: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 * An overwrite may change the type: the reference documents HierarchyTypeMismatchException for that, yet Terraform changes
 * types in place (https://github.com/hashicorp/terraform-provider-aws/issues/11490).
 * Refuses by name what is not built: parameter policies, and data types other than `text`.
 * INVARIANT (no secrets): the value is in no message.
 */
import { LIMITS } from '../../base/index.ts'
import { type Call, operation, type Read } from '../operation/index.ts'
import { checkAllowedPattern } from './allowed-pattern.ts'
import { parameterAlreadyExists, validation } from './errors.ts'
import { REFERENCE, TAGS } from './input-shapes.ts'
import {
  MANAGED_KEY,
  PARAMETER_TIERS,
  PARAMETER_TYPES,
  type ParameterHead,
  type ParameterTier,
  type ParameterVersion,
} from './parameter.ts'
import { newParameterName } from './parameter-name.ts'
import { checkKeyId, checkValue, tierOf } from './parameter-value.ts'
import { keyPermission, onParameter, placeOf, requestTags } from './permissions.ts'
import type { SsmService } from './service.ts'
import { tagRecord } from './tags.ts'

const INPUT = {
  kind: 'structure',
  members: {
    Name: { ...REFERENCE, required: true },
    Description: { kind: 'string', min: 0, max: 1024 },
    Value: { kind: 'string', min: 1, required: true, sensitive: true },
    Type: { kind: 'string', oneOf: PARAMETER_TYPES },
    KeyId: { kind: 'string', min: 1, max: 256, pattern: '([a-zA-Z0-9:/_-]+)' },
    Overwrite: { kind: 'boolean' },
    AllowedPattern: { kind: 'string', min: 0, max: 1024 },
    Tags: TAGS,
    Tier: { kind: 'string', oneOf: PARAMETER_TIERS },
    Policies: { kind: 'refused', reason: 'parameter policies are not built' },
    DataType: { kind: 'string', min: 0, max: 128 },
  },
} as const

type Input = Read<typeof INPUT>

export const putParameter = ({ parameters }: SsmService) =>
  operation({
    name: 'PutParameter',
    input: INPUT,
    async authorize(input, call) {
      const place = placeOf(call)
      const name = newParameterName(input.Name, place)
      const reference = { candidates: [name], place }
      const found = await parameters.find(reference)
      const permission = onParameter('PutParameter', reference, found?.head, {
        ...requestTags(input.Tags),
        'ssm:overwrite': String(input.Overwrite === true),
      })
      const tagging = input.Tags?.length
        ? [onParameter('AddTagsToResource', reference, found?.head, requestTags(input.Tags))]
        : []
      const type = input.Type ?? found?.head.current.type
      const keyId = type === 'SecureString' ? (input.KeyId ?? MANAGED_KEY) : null
      const action = tierOf(input, found?.head.current.tier) === 'Standard' ? 'kms:Encrypt' : 'kms:GenerateDataKey'
      return [permission, ...tagging, ...keyPermission(action, keyId, name, place)]
    },
    async handle(input, call) {
      const place = placeOf(call)
      const name = newParameterName(input.Name, place)
      checkRequest(input)
      const seal = (version: number) => parameters.sealed(place, name, version, input.Value)
      const head = await parameters.update(place, name, (before) => nextHead(name, before, input, call, seal))
      return { Version: head.current.version, Tier: head.current.tier }
    },
  })

function checkRequest(input: Input): void {
  if (input.Overwrite === true && input.Tags?.length) {
    throw validation(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    )
  }
  if (input.DataType !== undefined && input.DataType !== 'text' && input.DataType !== '') {
    throw validation(`The following data type is not supported: ${input.DataType} (only data type text is built).`)
  }
  if (input.KeyId !== undefined) checkKeyId(input.KeyId)
}

function nextHead(
  name: string,
  before: ParameterHead | undefined,
  input: Input,
  call: Call,
  seal: (version: number) => string,
): ParameterHead {
  if (before !== undefined && input.Overwrite !== true) throw parameterAlreadyExists()
  const current = nextVersion(before?.current, input, call, seal)
  if (before !== undefined) return { ...before, current }
  return { name, current, older: [], labels: {}, tags: tagRecord({}, input.Tags ?? []) }
}

/** What an overwrite does not mention stays as it was, except the key: without one it is AWS's own again. */
function nextVersion(
  before: ParameterVersion | undefined,
  input: Input,
  call: Call,
  seal: (version: number) => string,
): ParameterVersion {
  const type = input.Type ?? before?.type
  if (type === undefined) throw validation('A parameter type is required when you create a parameter.')
  if (type !== 'SecureString' && input.KeyId !== undefined) {
    throw validation(`KeyId is required for SecureString type parameter only.`)
  }
  const tier = tierOf(input, before?.tier)
  refuseDowngrade(input, before, tier)
  checkValue(input.Value, tier, tier === 'Standard' ? LIMITS.ssm.standardValueBytes : LIMITS.ssm.advancedValueBytes)
  const allowedPattern = input.AllowedPattern ?? before?.allowedPattern ?? ''
  checkAllowedPattern(allowedPattern, input.Value)
  const version = (before?.version ?? 0) + 1
  return {
    version,
    type,
    value: type === 'SecureString' ? seal(version) : input.Value,
    keyId: type === 'SecureString' ? (input.KeyId ?? MANAGED_KEY) : null,
    description: input.Description ?? before?.description ?? '',
    allowedPattern,
    tier,
    dataType: 'text',
    modifiedAt: call.now,
    modifiedBy: call.caller.arn,
  }
}

function refuseDowngrade(input: Input, before: ParameterVersion | undefined, tier: ParameterTier): void {
  if (before?.tier !== 'Advanced' || tier === 'Advanced' || input.Tier !== 'Standard') return
  throw validation(
    "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
  )
}
