/**
 * The policy cases: data files by feature of the language in `test/policy-cases/`, each case run through `decide` and
 * `explain`. Where a case's refusal carries a fix, the fix is applied and must change the answer.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject, JsonValue } from '../src/base/index.ts'
import type { Fix, PolicyLayer } from '../src/policy/index.ts'
import { decide, explain } from '../src/policy/index.ts'
import type { ConditionOperator } from '../src/policy/language/operators.ts'
import { type CasePolicies, casesOf, CASE_FILES as files, layersOf } from './support/policy-case.ts'

/** The file whose cases are about the operator: an operator without cases does not compile. */
const CASES_OF: Readonly<Record<ConditionOperator, string>> = {
  StringEquals: 'string-operators',
  StringNotEquals: 'string-operators',
  StringEqualsIgnoreCase: 'string-operators',
  StringNotEqualsIgnoreCase: 'string-operators',
  StringLike: 'string-operators',
  StringNotLike: 'string-operators',
  NumericEquals: 'numeric-operators',
  NumericNotEquals: 'numeric-operators',
  NumericLessThan: 'numeric-operators',
  NumericLessThanEquals: 'numeric-operators',
  NumericGreaterThan: 'numeric-operators',
  NumericGreaterThanEquals: 'numeric-operators',
  DateEquals: 'date-operators',
  DateNotEquals: 'date-operators',
  DateLessThan: 'date-operators',
  DateLessThanEquals: 'date-operators',
  DateGreaterThan: 'date-operators',
  DateGreaterThanEquals: 'date-operators',
  Bool: 'bool-null-binary',
  BinaryEquals: 'bool-null-binary',
  IpAddress: 'ip-address',
  NotIpAddress: 'ip-address',
  ArnEquals: 'arn-operators',
  ArnLike: 'arn-operators',
  ArnNotEquals: 'arn-operators',
  ArnNotLike: 'arn-operators',
  Null: 'bool-null-binary',
}

/** Just enough of RFC 6902 for the patches that fixes hold. */
function applyPatch(document: JsonValue, patch: Fix['patch']): JsonValue {
  let root: JsonValue = structuredClone(document)
  for (const { op, path, value } of patch) {
    const steps = path
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    const last = steps.pop()
    if (last === undefined) {
      root = value ?? null
      continue
    }
    // biome-ignore lint/suspicious/noExplicitAny: a JSON document is walked by its pointer
    const parent: any = steps.reduce((node: any, step) => node[step], root)
    assert.notEqual(parent, undefined, `${path} leads nowhere`)
    if (op !== 'add') assert.ok(last in parent, `${path} is not there`)
    if (op === 'remove') delete parent[last]
    else if (Array.isArray(parent) && last === '-') parent.push(value)
    else parent[last] = value
  }
  return root
}

/** The policies with the fix applied, by the names that `layersOf` gives. */
function mended(policies: CasePolicies, refusedBy: PolicyLayer, fix: Fix): CasePolicies {
  const documents = policies[refusedBy]
  if (documents === undefined || (Array.isArray(documents) && documents.length === 0)) {
    const made = applyPatch({}, fix.patch) as JsonObject
    return { ...policies, [refusedBy]: refusedBy === 'trust' || refusedBy === 'boundary' ? made : [made] }
  }
  if (!Array.isArray(documents)) return { ...policies, [refusedBy]: applyPatch(documents as JsonObject, fix.patch) as JsonObject }
  const list = documents.map((document, index) =>
    `${refusedBy}-${index}` === fix.target ? applyPatch(document, fix.patch) : document,
  )
  return { ...policies, [refusedBy]: list as JsonObject[] }
}

for (const file of files) {
  describe(`policy cases: ${file.replace('.json', '').replaceAll('-', ' ')}`, () => {
    for (const row of casesOf(file)) {
      it(row.name, () => {
        const layers = layersOf(row.policies)
        const decision = explain(row.request, layers)
        assert.equal(decide(row.request, layers), row.expected, row.why)
        assert.equal(decision.decision, row.expected, 'explain and decide agree')
        assert.equal(decision.refusedBy !== undefined, row.expected !== 'allow')
        if (row.refusedBy !== undefined) assert.equal(decision.refusedBy, row.refusedBy)
        if (row.failed !== undefined) assert.equal(decision.failed, row.failed, JSON.stringify(decision, null, 1))
        if (decision.fix === undefined || decision.refusedBy === undefined) return
        const after = explain(row.request, layersOf(mended(row.policies, decision.refusedBy, decision.fix)))
        // Another layer may refuse after this one; this one must not.
        assert.notEqual(after.refusedBy, decision.refusedBy, `${JSON.stringify(decision.fix)} changes nothing`)
        assert.notEqual(after.decision, 'explicit-deny')
      })
    }
  })
}

describe('the policy cases themselves', () => {
  it('are at least 700, each with a name of its own, its reason and its page of documentation', () => {
    const all = files.flatMap(casesOf)
    assert.ok(all.length >= 700, `${all.length} cases`)
    for (const file of files) {
      const names = casesOf(file).map(({ name }) => name)
      assert.equal(new Set(names).size, names.length, file)
    }
    for (const row of all) {
      assert.ok(row.why.length > 0 && row.doc.startsWith('https://docs.aws.amazon.com/'), row.name)
    }
  })

  it('hold every operator in its file', () => {
    for (const [operator, file] of Object.entries(CASES_OF)) {
      assert.ok(files.includes(`${file}.json`), file)
      const text = JSON.stringify(casesOf(`${file}.json`).map(({ policies }) => policies))
      assert.ok(text.includes(`"${operator}"`), `${operator} in ${file}`)
    }
  })
})
