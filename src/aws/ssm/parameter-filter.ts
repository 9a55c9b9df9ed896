/**
 * Filters of DescribeParameters and GetParametersByPath, checked and made into one test per parameter.
 * Source: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html
 * Filters are ANDed, the values of one filter ORed.
 */
import type { Read } from '../operation/index.ts'
import { invalidFilterKey, invalidFilterOption, invalidFilterValue, validation } from './errors.ts'
import type { FILTERS } from './input-shapes.ts'
import type { ParameterHead } from './parameter.ts'
import { isUnder, parsePath } from './parameter-name.ts'

type Filter = Read<typeof FILTERS>[number]
type Test = (head: ParameterHead) => boolean

const TYPES: readonly string[] = ['String', 'StringList', 'SecureString']
const TIERS: readonly string[] = ['Standard', 'Advanced', 'Intelligent-Tiering']
const DESCRIBE_KEYS = ['Name', 'Type', 'KeyId', 'Path', 'Tier', 'DataType']
const BY_PATH_KEYS = ['Type', 'KeyId', 'Label']

/** @throws InvalidFilterKey, InvalidFilterOption, InvalidFilterValue, ValidationException */
export function describeFilter(filters: readonly Filter[]): Test {
  refuseDuplicates(filters)
  const tests = filters.map((filter) => {
    if (!DESCRIBE_KEYS.includes(filter.Key) && !filter.Key.startsWith('tag:')) throw invalidFilterKey()
    return testOf(filter)
  })
  return (head) => tests.every((test) => test(head))
}

/** @throws as `describeFilter` */
export function byPathFilter(filters: readonly Filter[]): Test {
  refuseDuplicates(filters)
  const tests = filters.map((filter) => {
    if (!BY_PATH_KEYS.includes(filter.Key)) throw invalidFilterKey()
    return testOf(filter)
  })
  return (head) => tests.every((test) => test(head))
}

function refuseDuplicates(filters: readonly Filter[]): void {
  if (new Set(filters.map((filter) => filter.Key)).size < filters.length) {
    throw validation('The following filters are duplicated in the request. A filter key can appear only once in a request.')
  }
}

function testOf(filter: Filter): Test {
  const values = filter.Values ?? []
  if (filter.Key.startsWith('tag:')) return tagTest(filter.Key.slice('tag:'.length), filter.Option, values)
  if (values.length === 0) throw invalidFilterValue()
  switch (filter.Key) {
    case 'Path':
      return pathTest(filter.Option ?? 'OneLevel', values)
    case 'Label':
      if ((filter.Option ?? 'Equals') !== 'Equals') throw invalidFilterOption()
      return (head) => values.some((label) => Object.hasOwn(head.labels, label))
    case 'Type':
      if (!values.every((value) => TYPES.includes(value))) throw invalidFilterValue()
      return textTest((head) => head.current.type, filter.Option, values)
    case 'Tier':
      if (!values.every((value) => TIERS.includes(value))) throw invalidFilterValue()
      return textTest((head) => head.current.tier, filter.Option, values)
    case 'KeyId':
      return textTest((head) => head.current.keyId ?? undefined, filter.Option, values)
    case 'DataType':
      return textTest((head) => head.current.dataType, filter.Option, values)
    default:
      return textTest((head) => head.name, filter.Option, values, true)
  }
}

function pathTest(option: string, values: readonly string[]): Test {
  if (option !== 'Recursive' && option !== 'OneLevel') throw invalidFilterOption()
  const paths = values.map(parsePath)
  return (head) => paths.some((path) => isUnder(path, head.name, option === 'Recursive'))
}

/** Without values: any parameter that has the tag. */
function tagTest(key: string, option: string | undefined, values: readonly string[]): Test {
  if (key === '') throw invalidFilterKey()
  const has: Test = (head) => Object.hasOwn(head.tags, key)
  if (values.length === 0) return has
  const matches = textTest((head) => (has(head) ? head.tags[key] : undefined), option, values)
  return matches
}

function textTest(
  read: (head: ParameterHead) => string | undefined,
  option: string | undefined,
  values: readonly string[],
  mayContain = false,
): Test {
  const compare = comparison(option ?? 'Equals', mayContain)
  return (head) => {
    const text = read(head)
    return text !== undefined && values.some((value) => compare(text, value))
  }
}

function comparison(option: string, mayContain: boolean): (text: string, value: string) => boolean {
  if (option === 'Equals') return (text, value) => text === value
  if (option === 'BeginsWith') return (text, value) => text.startsWith(value)
  if (option === 'Contains' && mayContain) return (text, value) => text.includes(value)
  throw invalidFilterOption()
}
