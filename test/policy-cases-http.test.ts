/**
 * The policy cases over HTTP, with the AWS SDK: where a case can be brought about by real calls (its `http` member says
 * so), the services must answer what the engine decides, in AWS's own words.
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { denialReason, explain } from '../src/policy/index.ts'
import { CASE_FILES, casesOf, layersOf, type PolicyCase } from './support/policy-case.ts'
import { PolicyCaseWorld } from './support/policy-case-world.ts'

let world: PolicyCaseWorld

before(async () => {
  world = await PolicyCaseWorld.start()
})
after(() => world.stop())

/** With the texts that stand for others over HTTP. */
function rewritten(row: PolicyCase): PolicyCase {
  let text = JSON.stringify({ request: row.request, policies: row.policies })
  for (const [from, to] of Object.entries(row.http?.replace ?? {})) {
    assert.ok(text.includes(from), `${row.name}: nothing to replace`)
    text = text.replaceAll(from, to)
  }
  return { ...row, ...(JSON.parse(text) as Pick<PolicyCase, 'request' | 'policies'>) }
}

const SILENT = new Set(['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity', 'sts:TagSession', 'sts:SetSourceIdentity'])

/** What the service must say, to the letter; `undefined` where it must not refuse. */
function expectedRefusal({ request, policies, expected }: PolicyCase): string | undefined {
  if (expected === 'allow') return undefined
  const { principal, action, resource } = request
  if (action === 'sts:AssumeRoleWithWebIdentity') return `Not authorized to perform ${action}`
  const who = principal.type === 'assumed-role' ? principal.sessionArn : 'arn' in principal ? principal.arn : ''
  const sentence = `User: ${who} is not authorized to perform: ${action} on resource: ${resource}`
  // STS tells nobody which policy kept him from a role.
  return SILENT.has(action) ? sentence : `${sentence} ${denialReason(explain(request, layersOf(policies)), action)}`
}

const WORDS = { 'explicit-deny': /with an explicit deny in an? /, 'implicit-deny': /because no .+ allows the / } as const

for (const file of CASE_FILES) {
  const rows = casesOf(file).filter(({ http }) => http !== undefined)
  if (rows.length === 0) continue
  describe(`policy cases over HTTP: ${file.replace('.json', '').replaceAll('-', ' ')}`, () => {
    before(() => world.reset())
    for (const plain of rows) {
      it(plain.name, async () => {
        const row = rewritten(plain)
        const refusal = await world.ask(row)
        assert.equal(refusal, expectedRefusal(row), row.why)
        if (refusal === undefined || row.expected === 'allow' || SILENT.has(row.request.action)) return
        assert.match(refusal, WORDS[row.expected])
      })
    }
  })
}

describe('the policy cases over HTTP themselves', () => {
  it('are at least 300', () => {
    const all = CASE_FILES.flatMap(casesOf).filter(({ http }) => http !== undefined)
    assert.ok(all.length >= 300, `${all.length} cases`)
  })
})
