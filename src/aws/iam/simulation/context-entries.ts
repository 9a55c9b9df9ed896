/**
 * The condition keys that a simulation is given, each with a type that its values must have.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ContextEntry.html
 */
import type { RequestContext } from '../../../policy/index.ts'
import type { Read } from '../../operation/index.ts'
import { invalidInput } from '../refusals.ts'

const SCALARS = ['string', 'numeric', 'boolean', 'ip', 'binary', 'date'] as const
const TYPES = [
  'string',
  'stringList',
  'numeric',
  'numericList',
  'boolean',
  'booleanList',
  'ip',
  'ipList',
  'binary',
  'binaryList',
  'date',
  'dateList',
] as const

export const CONTEXT_ENTRIES = {
  kind: 'list',
  member: {
    kind: 'structure',
    members: {
      ContextKeyName: { kind: 'string', min: 5, max: 256 },
      ContextKeyValues: { kind: 'list', member: { kind: 'string' } },
      ContextKeyType: { kind: 'string', oneOf: TYPES },
    },
  },
} as const

type ContextEntry = Read<typeof CONTEXT_ENTRIES>[number]

/** Keys in lower case. A list type makes a multi-valued key, also of one value; without a type the values decide. */
export function contextOf(entries: readonly ContextEntry[] = []): RequestContext {
  const context = new Map<string, string | readonly string[]>()
  for (const entry of entries) {
    if (entry.ContextKeyName === undefined) throw invalidInput('A context entry must have a ContextKeyName.')
    const key = entry.ContextKeyName.toLowerCase()
    if (context.has(key)) throw invalidInput(`The context key ${entry.ContextKeyName} is there twice.`)
    context.set(key, entryValue(entry))
  }
  return Object.fromEntries(context)
}

function entryValue({
  ContextKeyName: name,
  ContextKeyValues: values = [],
  ContextKeyType: type,
}: ContextEntry): string | readonly string[] {
  if (type !== undefined && !values.every((value) => isOfType(value, type))) {
    throw invalidInput(`A value of the context key ${name} is not of type ${type}.`)
  }
  const [first, ...more] = values
  const single = type === undefined ? more.length === 0 : !type.endsWith('List')
  if (!single) return values
  if (first === undefined || more.length > 0) throw invalidInput(`The context key ${name} must have one value.`)
  return first
}

const FORMS: Readonly<Record<(typeof SCALARS)[number], (value: string) => boolean>> = {
  string: () => true,
  numeric: (value) => /^[+-]?\d+(\.\d+)?$/.test(value),
  boolean: (value) => /^(true|false)$/i.test(value),
  ip: (value) => /^[0-9a-fA-F:.]+(\/\d{1,3})?$/.test(value),
  binary: (value) => /^[A-Za-z0-9+/]*={0,2}$/.test(value),
  date: (value) => /^\d+$/.test(value) || (/^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value))),
}

function isOfType(value: string, type: (typeof TYPES)[number]): boolean {
  const scalar = SCALARS.find((one) => type === one || type === `${one}List`)
  return scalar !== undefined && FORMS[scalar](value)
}
