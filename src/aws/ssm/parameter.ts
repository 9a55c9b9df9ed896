/**
 * A parameter as it is kept, and as the API shows it.
 * Source: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Parameter.html
 * The head document holds the newest version, the labels and the tags; older versions are documents of their own.
 */
import type { JsonObject } from '../../base/index.ts'
import type { Output } from '../operation/index.ts'
import { type Place, parameterArn } from './parameter-name.ts'

type ParameterType = 'String' | 'StringList' | 'SecureString'
export type ParameterTier = 'Standard' | 'Advanced'

export const PARAMETER_TYPES = ['String', 'StringList', 'SecureString'] as const
export const PARAMETER_TIERS = ['Standard', 'Advanced', 'Intelligent-Tiering'] as const
/** The key of AWS itself, whose use needs no permission of one's own. */
export const MANAGED_KEY = 'alias/aws/ssm'

export interface ParameterVersion extends JsonObject {
  version: number
  type: ParameterType
  /** Sealed, in base64, for a SecureString; never plain on disk. */
  value: string
  /** Only for a SecureString. */
  keyId: string | null
  description: string
  allowedPattern: string
  tier: ParameterTier
  dataType: string
  /** Milliseconds since 1970. */
  modifiedAt: number
  /** ARN of who wrote it. */
  modifiedBy: string
}

export interface ParameterHead extends JsonObject {
  name: string
  current: ParameterVersion
  /** Numbers of the older versions that are kept, ascending. */
  older: number[]
  /** Label to version. */
  labels: Record<string, number>
  tags: Record<string, string>
}

/** What GetParameter, GetParameters and GetParametersByPath show. `value` is plain or sealed as was asked. */
export function parameterOutput(name: string, place: Place, version: ParameterVersion, value: string, selector?: string): Output {
  return {
    Name: name,
    Type: version.type,
    Value: value,
    Version: version.version,
    Selector: selector,
    LastModifiedDate: new Date(version.modifiedAt),
    ARN: parameterArn(name, place),
    DataType: version.dataType,
  }
}

/** What DescribeParameters shows. */
export function metadataOutput(name: string, place: Place, version: ParameterVersion): Output {
  return { Name: name, ARN: parameterArn(name, place), ...versionFacts(version) }
}

/** What GetParameterHistory shows. */
export function historyOutput(name: string, version: ParameterVersion, value: string, labels: readonly string[]): Output {
  return { Name: name, Value: value, Labels: labels, ...versionFacts(version) }
}

export function labelsOf(head: ParameterHead, version: number): string[] {
  return Object.entries(head.labels)
    .filter(([, labelled]) => labelled === version)
    .map(([label]) => label)
}

function versionFacts(version: ParameterVersion): Output {
  return {
    Type: version.type,
    KeyId: version.keyId ?? undefined,
    LastModifiedDate: new Date(version.modifiedAt),
    LastModifiedUser: version.modifiedBy,
    Description: version.description === '' ? undefined : version.description,
    AllowedPattern: version.allowedPattern === '' ? undefined : version.allowedPattern,
    Version: version.version,
    Tier: version.tier,
    Policies: [],
    DataType: version.dataType,
  }
}
