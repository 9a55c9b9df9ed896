/**
 * Lifecycle policies: checked as ECR checks them, kept as text. They would expire images; the registry that could hold
 * images is not built, so none ever acts.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/index.ts'
import { invalidParameter } from './errors.ts'

const MAX_CHARACTERS = 30_720
const MAX_RULES = 50
const COUNT_TYPES: readonly JsonValue[] = ['imageCountMoreThan', 'sinceImagePushed', 'sinceImagePulled', 'sinceImageTransitioned']

/** Throws InvalidParameterException that says what is wrong with the text. */
export function checkLifecyclePolicy(text: string): void {
  const problem = problemOf(text)
  if (problem === undefined) return
  throw invalidParameter('LifecyclePolicyText', `Lifecycle policy validation failure: ${problem}`)
}

function problemOf(text: string): string | undefined {
  if (text.length > MAX_CHARACTERS) return `the policy is longer than ${MAX_CHARACTERS} characters`
  let policy: JsonValue
  try {
    policy = JSON.parse(text) as JsonValue
  } catch (error) {
    if (error instanceof SyntaxError) return 'the policy is not JSON'
    throw error
  }
  if (!isJsonObject(policy) || !Array.isArray(policy['rules'])) return 'object has missing required properties (["rules"])'
  return unknownMember(policy, ['rules']) ?? rulesProblem(policy['rules'])
}

function rulesProblem(rules: readonly JsonValue[]): string | undefined {
  if (rules.length < 1 || rules.length > MAX_RULES) return `the policy must have between 1 and ${MAX_RULES} rules`
  for (const [index, rule] of rules.entries()) {
    const problem = isJsonObject(rule) ? ruleProblem(rule) : 'a rule must be an object'
    if (problem !== undefined) return `rule ${index + 1}: ${problem}`
  }
  return problemAcross(rules as readonly JsonObject[])
}

function ruleProblem(rule: JsonObject): string | undefined {
  const unknown = unknownMember(rule, ['rulePriority', 'description', 'selection', 'action'])
  if (unknown !== undefined) return unknown
  const { rulePriority, description, selection, action } = rule
  if (!isPositiveInteger(rulePriority)) return 'rulePriority must be an integer greater than or equal to 1'
  if (description !== undefined && typeof description !== 'string') return 'description must be a string'
  if (!isJsonObject(selection)) return 'object has missing required properties (["selection"])'
  if (!isJsonObject(action)) return 'object has missing required properties (["action"])'
  return actionProblem(action) ?? countProblem(selection) ?? tagProblem(selection)
}

function actionProblem(action: JsonObject): string | undefined {
  const unknown = unknownMember(action, ['type', 'targetStorageClass'])
  if (unknown !== undefined) return unknown
  const { type, targetStorageClass } = action
  if (type === 'expire') return targetStorageClass === undefined ? undefined : 'targetStorageClass is only for transition'
  if (type !== 'transition') return 'action type must be expire or transition'
  return targetStorageClass === 'archive' ? undefined : 'targetStorageClass must be archive'
}

function countProblem(selection: JsonObject): string | undefined {
  const { countType, countUnit, countNumber } = selection
  if (!COUNT_TYPES.includes(countType ?? null)) return `countType must be one of ${COUNT_TYPES.join(', ')}`
  if (!isPositiveInteger(countNumber)) return 'countNumber must be an integer greater than or equal to 1'
  const byAge = countType !== 'imageCountMoreThan'
  if (byAge && countUnit !== 'days') return 'countUnit must be days'
  if (!byAge && countUnit !== undefined) return 'countUnit is not allowed with imageCountMoreThan'
  return undefined
}

function tagProblem(selection: JsonObject): string | undefined {
  const { tagStatus, tagPrefixList, tagPatternList, storageClass } = selection
  const known = ['tagStatus', 'tagPrefixList', 'tagPatternList', 'storageClass', 'countType', 'countUnit', 'countNumber']
  const unknown = unknownMember(selection, known)
  if (unknown !== undefined) return unknown
  if (storageClass !== undefined && storageClass !== 'standard' && storageClass !== 'archive') {
    return 'storageClass must be standard or archive'
  }
  const lists = [tagPrefixList, tagPatternList].filter((list) => list !== undefined)
  if (tagStatus === 'tagged') {
    if (lists.length !== 1) return 'tagStatus tagged needs either tagPrefixList or tagPatternList'
    return isTextList(lists[0]) ? undefined : 'a tag list must hold one or more strings'
  }
  if (tagStatus !== 'untagged' && tagStatus !== 'any') return 'tagStatus must be tagged, untagged or any'
  return lists.length === 0 ? undefined : `tagPrefixList and tagPatternList are not allowed with tagStatus ${tagStatus}`
}

/** Priorities are unique, and a rule for any image comes after all others. */
function problemAcross(rules: readonly JsonObject[]): string | undefined {
  const priorities = rules.map((rule) => rule['rulePriority'] as number)
  if (new Set(priorities).size < priorities.length) return 'rulePriority must be unique'
  const highest = Math.max(...priorities)
  const ofAny = rules.filter((rule) => isJsonObject(rule['selection']) && rule['selection']['tagStatus'] === 'any')
  const classes = ofAny.map((rule) => (rule['selection'] as JsonObject)['storageClass'] ?? 'standard')
  if (new Set(classes).size < classes.length) return 'only one rule may have tagStatus any'
  const early = ofAny.length === 1 && ofAny[0]?.['rulePriority'] !== highest
  return early ? 'the rule with tagStatus any must have the highest rulePriority' : undefined
}

function unknownMember(object: JsonObject, known: readonly string[]): string | undefined {
  const unknown = Object.keys(object).find((member) => !known.includes(member))
  return unknown === undefined ? undefined : `object instance has properties which are not allowed by the schema: ["${unknown}"]`
}

function isPositiveInteger(value: JsonValue | undefined): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1
}

function isTextList(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && item !== '')
}
