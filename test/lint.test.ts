/** Every rule of the registry fires on its cases and keeps quiet on its near misses; positions, kinds, and `irsa lint`. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { lintPolicy, RULES } from '../src/inspect/index.ts'
import { readPolicy } from '../src/policy/index.ts'
import { irsa, removeDirectory, temporaryDirectory } from './support/irsa-process.ts'

interface Case {
  readonly name: string
  readonly policy?: object
  readonly text?: string
}

interface FiringCase extends Case {
  /** JSON pointer to what the finding points at, or line and column where no pointer leads there. */
  readonly at?: string
  readonly line?: number
  readonly column?: number
}

type Cases = Readonly<Record<string, { readonly fires: readonly FiringCase[]; readonly quiet: readonly Case[] }>>

function readCases(family: string): Cases {
  return JSON.parse(readFileSync(new URL(`lint-cases/${family}.json`, import.meta.url), 'utf8')) as Cases
}

const cases: Cases = { ...readCases('trust'), ...readCases('permission') }
const textOf = ({ policy, text }: Case): string => text ?? JSON.stringify(policy, null, 2)

test('every rule has a case that fires and a near miss, and every case has its rule', () => {
  for (const { id } of RULES) {
    assert.ok((cases[id]?.fires.length ?? 0) > 0, `${id} has no case that fires`)
    assert.ok((cases[id]?.quiet.length ?? 0) > 0, `${id} has no near miss`)
  }
  const ids = RULES.map(({ id }) => id)
  assert.deepEqual(
    Object.keys(cases).filter((id) => !ids.some((known) => known === id)),
    [],
  )
  assert.equal(new Set(ids).size, ids.length, 'an id has one rule')
})

for (const [id, { fires, quiet }] of Object.entries(cases)) {
  describe(id, () => {
    for (const row of fires) {
      test(`fires: ${row.name}`, () => {
        const text = textOf(row)
        const found = lintPolicy('policy.json', text).filter(({ rule }) => rule === id)
        const places = found.map(({ line, column }) => `${line}:${column}`)
        const { positionOf } = readPolicy(text, 'trust')
        const wanted = [positionOf(row.at ?? '', 'value'), positionOf(row.at ?? '', 'name')].map(
          (at) => `${at?.line}:${at?.column}`,
        )
        if (row.at === undefined) wanted.splice(0, 2, `${row.line}:${row.column}`)
        assert.ok(
          wanted.some((place) => places.includes(place)),
          `expected ${id} at ${wanted.join(' or ')}, got ${places.join(', ') || 'nothing'}`,
        )
      })
    }
    for (const row of quiet) {
      test(`keeps quiet: ${row.name}`, () => {
        const found = lintPolicy('policy.json', textOf(row)).filter(({ rule }) => rule === id)
        assert.deepEqual(found, [])
      })
    }
  })
}

describe('one document', () => {
  const policy = (...statements: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements })
  const idsIn = (text: string, kind?: 'trust' | 'permission' | 'resource'): string[] =>
    lintPolicy('policy.json', text, kind).map(({ rule }) => rule)
  const provider = 'arn:aws:iam::111122223333:oidc-provider/issuer.example.com'

  test('a right trust policy has no findings', () => {
    const StringEquals = { 'issuer.example.com:sub': 'system:serviceaccount:a:b', 'issuer.example.com:aud': 'sts.amazonaws.com' }
    const Principal = { Federated: provider }
    const Action = 'sts:AssumeRoleWithWebIdentity'
    assert.deepEqual(idsIn(policy({ Effect: 'Allow', Principal, Action, Condition: { StringEquals } })), [])
  })

  test('the kind is found out from the document: a bucket policy is no trust policy', () => {
    const bucket = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::site/*' }
    assert.deepEqual(idsIn(policy(bucket)), [])
    assert.deepEqual(idsIn(policy({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' })), ['TP30'])
    assert.deepEqual(idsIn(policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' })), ['RP08'])
    assert.deepEqual(idsIn(policy({ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity' })), ['MalformedPolicyDocument'])
  })

  test('the kind may be said', () => {
    const text = policy({ Effect: 'Allow', Action: '*', Resource: '*' })
    assert.deepEqual(idsIn(text, 'permission'), ['RP07'])
    assert.ok(!idsIn(text, 'trust').includes('RP07'))
  })

  test('what IAM refuses and no rule names is found with its position', () => {
    const text =
      '{\n  "Version": "2012-10-17",\n  "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "b"}]\n}'
    const [finding] = lintPolicy('policy.json', text)
    assert.equal(finding?.rule, 'MalformedPolicyDocument')
    assert.deepEqual([finding?.line, finding?.column], [3, 75])
    assert.deepEqual(idsIn('{"Version": '), ['MalformedPolicyDocument'])
    assert.deepEqual(idsIn('[]'), ['MalformedPolicyDocument'])
    assert.deepEqual(idsIn(''), ['MalformedPolicyDocument'])
  })

  test('a mistake is reported once', () => {
    const wrong = {
      Effect: 'Allow',
      Principal: { Federated: 'https://issuer.example.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
    }
    assert.deepEqual(idsIn(policy(wrong)), ['TP12'])
  })
})

describe('irsa lint', () => {
  const directory = temporaryDirectory()
  after(() => removeDirectory(directory))
  const write = (name: string, row: Case | undefined): string => {
    const file = join(directory, name)
    writeFileSync(file, row === undefined ? '' : textOf(row))
    return file
  }
  const wrong = write('wrong trust.json', cases['TP01']?.fires[0])
  const right = write('right.json', cases['TP01']?.quiet[0])

  test('exits 1 on findings, with file, line and column', async () => {
    const outcome = await irsa(['lint', 'right.json', 'wrong trust.json'], { cwd: directory })
    assert.equal(outcome.code, 1)
    assert.match(outcome.stdout, /^wrong trust\.json:12:11 +TP01 +down\/H +.*:sub$/m)
  })

  test('exits 0 on none and prints nothing', async () => {
    assert.deepEqual(await irsa(['lint', right]), { code: 0, stdout: '', stderr: '' })
  })

  test('prints JSON and SARIF', async () => {
    const json = await irsa(['lint', wrong, '-o', 'json'])
    assert.deepEqual(
      (JSON.parse(json.stdout) as { rule: string }[]).map(({ rule }) => rule),
      ['TP01'],
    )
    const outcome = await irsa(['lint', 'wrong trust.json', '-o', 'sarif'], { cwd: directory })
    assert.equal(outcome.code, 1)
    const log = JSON.parse(outcome.stdout)
    assert.equal(log.version, '2.1.0')
    const [run] = log.runs
    assert.equal(run.tool.driver.rules[run.results[0].ruleIndex].id, 'TP01')
    assert.deepEqual(run.results[0].locations[0].physicalLocation, {
      artifactLocation: { uri: 'wrong%20trust.json' },
      region: { startLine: 12, startColumn: 11 },
    })
  })

  test('exits 3 if a file cannot be read, and judges the others all the same', async () => {
    const outcome = await irsa(['lint', wrong, join(directory, 'missing.json'), directory])
    assert.equal(outcome.code, 3)
    assert.match(outcome.stdout, /TP01/)
    assert.match(outcome.stderr, /missing\.json/)
  })

  test('exits 2 on usage', async () => {
    assert.equal((await irsa(['lint'])).code, 2)
    assert.equal((await irsa(['lint', right, '-o', 'xml'])).code, 2)
    assert.equal((await irsa(['lint', right, '--kind', 'other'])).code, 2)
  })

  test('reads standard input', async () => {
    const outcome = await irsa(['lint', '-'], { input: textOf(cases['RP07']?.fires[0] ?? { name: '' }) })
    assert.equal(outcome.code, 1)
    assert.match(outcome.stdout, /^-:\d+:\d+ +RP07/m)
  })
})
