/**
 * The refusals of Parameter Store, in the words of its API reference.
 * Source: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html#API_PutParameter_Errors and its neighbours
 */
import { AwsError } from '../operation/index.ts'

const refuse = (code: string, message: string): AwsError => new AwsError(code, 400, message)

export const validation = (message: string): AwsError => refuse('ValidationException', message)

/** AWS itself sends this one without a message. */
export const parameterNotFound = (): AwsError => refuse('ParameterNotFound', '')

export const parameterAlreadyExists = (): AwsError =>
  refuse(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  )

export const versionNotFound = (name: string, version: number): AwsError =>
  refuse(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
  )

export const labelNotFound = (name: string, label: string): AwsError =>
  refuse(
    'ParameterVersionNotFound',
    `Systems Manager could not find label ${label} for parameter ${name}. Verify the label and try again.`,
  )

export const tooDeep = (levels: number): AwsError =>
  refuse('HierarchyLevelLimitExceededException', `A hierarchy can have a maximum of ${levels} levels.`)

export const patternMismatch = (pattern: string): AwsError =>
  refuse('ParameterPatternMismatchException', `Parameter value, cannot be validated against allowedPattern: ${pattern}`)

export const invalidAllowedPattern = (): AwsError =>
  refuse('InvalidAllowedPatternException', "The request doesn't meet the regular expression requirement.")

export const oldestVersionIsLabelled = (name: string, version: number): AwsError =>
  refuse(
    'ParameterMaxVersionLimitExceeded',
    `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. Version ${version}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
  )

export const tooManyLabels = (): AwsError =>
  refuse(
    'ParameterVersionLabelLimitExceeded',
    'A parameter version can have a maximum of ten labels. Move one or more labels to another version and try again.',
  )

export const invalidKeyId = (): AwsError => refuse('InvalidKeyId', "The query key ID isn't valid.")

export const invalidNextToken = (): AwsError => refuse('InvalidNextToken', "The specified token isn't valid.")

export const invalidFilterKey = (): AwsError => refuse('InvalidFilterKey', "The specified key isn't valid.")

export const invalidFilterOption = (): AwsError =>
  refuse(
    'InvalidFilterOption',
    "The specified filter option isn't valid. Valid options are Equals and BeginsWith. For Path filter, valid options are Recursive and OneLevel.",
  )

export const invalidFilterValue = (): AwsError =>
  refuse('InvalidFilterValue', "The filter value isn't valid. Verify the value and try again.")

export const invalidResourceId = (): AwsError =>
  refuse('InvalidResourceId', "The resource ID isn't valid. Verify that you entered the correct ID and try again.")

export const tooManyTags = (): AwsError =>
  refuse('TooManyTagsError', 'The Targets parameter includes too many tags. Remove one or more tags and try the command again.')

/** Somebody else changed the parameter each time that we tried. */
export const tooManyUpdates = (): AwsError =>
  refuse('TooManyUpdates', 'There are concurrent updates for a resource that supports one update at a time.')
