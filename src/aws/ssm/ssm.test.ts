import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import type { Call } from '../operation/index.ts'
import { client, countingRandom, fakeCall } from './fakes/call.ts'
import { createSsm } from './ssm.ts'

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index)

async function ssm(call?: () => Call) {
  const store = await openSqliteStore({ path: ':memory:' })
  const service = createSsm({ store, random: countingRandom(), secureStringKey: KEY })
  return { store, service, ...client(service, call) }
}

const put = { Name: '/my/parameter', Value: 'Hola Mundo', Type: 'String' }

test('a parameter that was put is got, with its ARN of one slash', async () => {
  const { run } = await ssm()
  assert.deepEqual(await run('PutParameter', put), { Version: 1, Tier: 'Standard' })
  assert.deepEqual(await run('GetParameter', { Name: '/my/parameter', WithDecryption: true }), {
    Parameter: {
      Name: '/my/parameter',
      Type: 'String',
      Value: 'Hola Mundo',
      Version: 1,
      Selector: undefined,
      LastModifiedDate: new Date(Date.UTC(2026, 10, 21)),
      ARN: 'arn:aws:ssm:us-east-1:123456789012:parameter/my/parameter',
      DataType: 'text',
    },
  })
})

test("Terraform's sequence of a parameter leaves nothing to change", async () => {
  const { run } = await ssm()
  await run('PutParameter', { ...put, Overwrite: false, AllowedPattern: '', Tags: [{ Key: 'a', Value: '1' }] })
  const filter = { ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: ['/my/parameter'] }] }
  const [described] = (await run('DescribeParameters', filter)).Parameters
  assert.equal(described.AllowedPattern, undefined)
  assert.equal(described.Tier, 'Standard')
  const tagging = { ResourceType: 'Parameter', ResourceId: '/my/parameter' }
  await run('AddTagsToResource', { ...tagging, Tags: [{ Key: 'b', Value: '2' }] })
  await run('RemoveTagsFromResource', { ...tagging, TagKeys: ['a'] })
  await run('PutParameter', { ...put, Value: 'Hola', Overwrite: true })
  assert.deepEqual(await run('ListTagsForResource', tagging), { TagList: [{ Key: 'b', Value: '2' }] })
  await run('DeleteParameter', { Name: '/my/parameter' })
  await assert.rejects(run('GetParameter', { Name: '/my/parameter' }), { code: 'ParameterNotFound', status: 400, message: '' })
})

test('parameters of another account or region are not there', async () => {
  let call = fakeCall()
  const { run } = await ssm(() => call)
  await run('PutParameter', put)
  call = fakeCall({ region: 'eu-west-1' })
  await assert.rejects(run('GetParameter', { Name: put.Name }), { code: 'ParameterNotFound' })
  call = fakeCall({ accountId: '210987654321' })
  await assert.rejects(run('GetParameter', { Name: put.Name }), { code: 'ParameterNotFound' })
})

test('versions are found by number, by label and by ARN', async () => {
  const { run } = await ssm()
  await run('PutParameter', put)
  await run('PutParameter', { ...put, Value: 'two', Overwrite: true })
  await run('LabelParameterVersion', { Name: put.Name, ParameterVersion: 1, Labels: ['prod', '1bad', 'aws-no'] })
  const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter/my/parameter'
  for (const [reference, value] of [
    [`${put.Name}:1`, 'Hola Mundo'],
    [`${put.Name}:prod`, 'Hola Mundo'],
    [`${arn}:2`, 'two'],
    [arn, 'two'],
  ]) {
    assert.equal((await run('GetParameter', { Name: reference })).Parameter.Value, value, reference)
  }
  assert.equal((await run('GetParameter', { Name: `${put.Name}:1` })).Parameter.Selector, ':1')
  await assert.rejects(run('GetParameter', { Name: `${put.Name}:3` }), {
    code: 'ParameterVersionNotFound',
    message: 'Systems Manager could not find version 3 of /my/parameter. Verify the version and try again.',
  })
  const history = (await run('GetParameterHistory', { Name: put.Name })).Parameters
  assert.deepEqual(
    history.map((each: { Version: number; Value: string; Labels: string[] }) => [each.Version, each.Value, each.Labels]),
    [
      [1, 'Hola Mundo', ['prod']],
      [2, 'two', []],
    ],
  )
})

test('a reference that is none is refused, and so is the ARN of another partition', async () => {
  const { run } = await ssm()
  await run('PutParameter', put)
  for (const Name of ['a:b:c', 'a:', ':1', 'arn:aws:s3:::x', 'arn:aws-cn:ssm:us-east-1:123456789012:parameter/my/parameter']) {
    await assert.rejects(run('GetParameter', { Name }), { code: 'ValidationException' }, Name)
  }
})

test('what PutParameter cannot honour it refuses by name', async () => {
  const { run } = await ssm()
  const message = /policies is not supported: parameter policies are not built/
  await assert.rejects(run('PutParameter', { ...put, Policies: '[]' }), { message })
  await assert.rejects(run('PutParameter', { ...put, Colour: 'red' }), { message: /Colour/ })
})

test('labels that break the rules are reported, a label moves, and unlabelling says what it did', async () => {
  const { run } = await ssm()
  await run('PutParameter', put)
  await run('PutParameter', { ...put, Overwrite: true })
  const first = await run('LabelParameterVersion', {
    Name: put.Name,
    ParameterVersion: 1,
    Labels: ['prod', '1bad', 'AWSx', '__proto__'],
  })
  assert.deepEqual(first, { InvalidLabels: ['1bad', 'AWSx'], ParameterVersion: 1 })
  await run('LabelParameterVersion', { Name: put.Name, Labels: ['prod'] })
  assert.equal((await run('GetParameter', { Name: `${put.Name}:prod` })).Parameter.Version, 2)
  assert.equal((await run('GetParameter', { Name: `${put.Name}:__proto__` })).Parameter.Version, 1)
  const gone = await run('UnlabelParameterVersion', { Name: put.Name, ParameterVersion: 2, Labels: ['prod', 'none'] })
  assert.deepEqual(gone, { RemovedLabels: ['prod'], InvalidLabels: ['none'] })
})

test('the hundred-and-first version takes the place of the first, unless that is labelled', async () => {
  const { run } = await ssm()
  await run('PutParameter', put)
  for (let version = 2; version <= 101; version++) await run('PutParameter', { ...put, Value: `v${version}`, Overwrite: true })
  await assert.rejects(run('GetParameter', { Name: `${put.Name}:1` }), { code: 'ParameterVersionNotFound' })
  assert.equal((await run('GetParameter', { Name: `${put.Name}:2` })).Parameter.Value, 'v2')
  await run('LabelParameterVersion', { Name: put.Name, ParameterVersion: 2, Labels: ['keep'] })
  await assert.rejects(run('PutParameter', { ...put, Overwrite: true }), { code: 'ParameterMaxVersionLimitExceeded' })
})

test('a SecureString is sealed at rest and opened only when asked', async () => {
  const { run, store } = await ssm()
  await run('PutParameter', { Name: '/secret', Value: 'hunter2', Type: 'SecureString' })
  const kept = JSON.stringify((await store.list('ssm.parameters')).documents)
  assert.equal(kept.includes('hunter2'), false)
  const sealed = (await run('GetParameter', { Name: '/secret' })).Parameter.Value
  assert.match(sealed, /^[A-Za-z0-9+/=]{40,}$/)
  assert.equal((await run('GetParameter', { Name: '/secret', WithDecryption: true })).Parameter.Value, 'hunter2')
  const [described] = (await run('DescribeParameters')).Parameters
  assert.equal(described.KeyId, 'alias/aws/ssm')
})

test("a customer's key asks for its own permission, AWS's key for none", async () => {
  const { run, permissions } = await ssm()
  const keyId = '1234abcd-12ab-34cd-56ef-1234567890ab'
  const secret = { Name: '/secret', Value: 'v', Type: 'SecureString' }
  const actions = async (name: string, input: Record<string, unknown>) =>
    (await permissions(name, input)).map((permission) => `${permission.action} ${permission.resource}`)
  const parameter = 'arn:aws:ssm:us-east-1:123456789012:parameter/secret'
  const key = `arn:aws:kms:us-east-1:123456789012:key/${keyId}`
  assert.deepEqual(await actions('PutParameter', secret), [`ssm:PutParameter ${parameter}`])
  assert.deepEqual(await actions('PutParameter', { ...secret, KeyId: keyId }), [
    `ssm:PutParameter ${parameter}`,
    `kms:Encrypt ${key}`,
  ])
  await run('PutParameter', { ...secret, KeyId: keyId })
  assert.deepEqual(await actions('GetParameter', { Name: '/secret' }), [`ssm:GetParameter ${parameter}`])
  for (const [name, input] of [
    ['GetParameter', { Name: '/secret' }],
    ['GetParameters', { Names: ['/secret'] }],
    ['GetParametersByPath', { Path: '/' }],
    ['GetParameterHistory', { Name: '/secret' }],
  ] as const) {
    assert.deepEqual((await actions(name, { ...input, WithDecryption: true })).slice(1), [`kms:Decrypt ${key}`], name)
  }
})

test('permissions name the real resource', async () => {
  const { permissions, run } = await ssm()
  await run('PutParameter', { Name: 'plain', Value: 'v', Type: 'String', Tags: [{ Key: 'Team', Value: 'blue' }] })
  const prefix = 'arn:aws:ssm:us-east-1:123456789012:'
  const [plain] = await permissions('GetParameter', { Name: 'plain' })
  assert.equal(plain?.resource, `${prefix}parameter/plain`)
  assert.equal(plain?.context?.['aws:resourcetag/team'], 'blue')
  assert.equal((await permissions('GetParametersByPath', { Path: '/a/b/' }))[0]?.resource, `${prefix}parameter/a/b`)
  assert.equal((await permissions('DescribeParameters'))[0]?.resource, `${prefix}*`)
  const both = await permissions('GetParameters', { Names: ['/a', '/b'] })
  assert.deepEqual(
    both.map((permission) => permission.resource),
    [`${prefix}parameter/a`, `${prefix}parameter/b`],
  )
})

test('unknown names are reported by GetParameters, known ones come in the order of the alphabet', async () => {
  const { run } = await ssm()
  for (const Name of ['/b', '/a']) await run('PutParameter', { ...put, Name })
  const answer = await run('GetParameters', { Names: ['/b', '/none', '/a', '/a:7'] })
  assert.deepEqual(
    answer.Parameters.map((each: { Name: string }) => each.Name),
    ['/a', '/b'],
  )
  assert.deepEqual(answer.InvalidParameters, ['/none', '/a:7'])
  assert.deepEqual(await run('DeleteParameters', { Names: ['/a', '/none'] }), {
    DeletedParameters: ['/a'],
    InvalidParameters: ['/none'],
  })
})

test('a path gives its level, or all below it, in pages', async () => {
  const { run } = await ssm()
  for (const Name of ['/app', '/app/a', '/app/b', '/app/c/d', '/apple/x', 'root']) await run('PutParameter', { ...put, Name })
  const names = async (input: Record<string, unknown>) =>
    (await run('GetParametersByPath', input)).Parameters.map((each: { Name: string }) => each.Name)
  assert.deepEqual(await names({ Path: '/app' }), ['/app/a', '/app/b'])
  assert.deepEqual(await names({ Path: '/app/', Recursive: true }), ['/app/a', '/app/b', '/app/c/d'])
  assert.deepEqual(await names({ Path: '/' }), ['/app', 'root'])
  const first = await run('GetParametersByPath', { Path: '/app', Recursive: true, MaxResults: 2 })
  assert.equal(first.Parameters.length, 2)
  assert.deepEqual(await names({ Path: '/app', Recursive: true, MaxResults: 2, NextToken: first.NextToken }), ['/app/c/d'])
  const exact = await run('GetParametersByPath', { Path: '/app', MaxResults: 2 })
  assert.equal(exact.NextToken, undefined)
  await assert.rejects(run('GetParametersByPath', { Path: '/app', NextToken: 'made-up' }), { code: 'InvalidNextToken' })
})

test('filters select as their options say', async () => {
  const { run } = await ssm()
  await run('PutParameter', { ...put, Name: '/a/one', Tags: [{ Key: 'team', Value: 'blue' }] })
  await run('PutParameter', { ...put, Name: '/a/b/two', Type: 'StringList' })
  await run('PutParameter', { Name: '/three', Value: 'x'.repeat(5000), Type: 'SecureString', Tier: 'Intelligent-Tiering' })
  const cases: [Record<string, unknown>, string[]][] = [
    [{ Key: 'Name', Option: 'BeginsWith', Values: ['/a'] }, ['/a/b/two', '/a/one']],
    [{ Key: 'Name', Option: 'Contains', Values: ['thr', 'two'] }, ['/a/b/two', '/three']],
    [{ Key: 'Type', Values: ['StringList'] }, ['/a/b/two']],
    [{ Key: 'Tier', Option: 'Equals', Values: ['Advanced'] }, ['/three']],
    [{ Key: 'KeyId', Option: 'Equals', Values: ['alias/aws/ssm'] }, ['/three']],
    [{ Key: 'Path', Values: ['/a'] }, ['/a/one']],
    [{ Key: 'Path', Option: 'Recursive', Values: ['/a'] }, ['/a/b/two', '/a/one']],
    [{ Key: 'tag:team' }, ['/a/one']],
    [{ Key: 'tag:team', Option: 'BeginsWith', Values: ['gr'] }, []],
    [{ Key: 'tag:constructor' }, []],
    [{ Key: 'DataType', Option: 'Equals', Values: ['text'] }, ['/a/b/two', '/a/one', '/three']],
  ]
  for (const [filter, expected] of cases) {
    const { Parameters } = await run('DescribeParameters', { ParameterFilters: [filter] })
    assert.deepEqual(
      Parameters.map((each: { Name: string }) => each.Name),
      expected,
      JSON.stringify(filter),
    )
  }
  const refusals: [string, Record<string, unknown>, string][] = [
    ['DescribeParameters', { Key: 'Label', Values: ['x'] }, 'InvalidFilterKey'],
    ['DescribeParameters', { Key: 'Type', Option: 'Contains', Values: ['String'] }, 'InvalidFilterOption'],
    ['DescribeParameters', { Key: 'Type', Values: ['Strong'] }, 'InvalidFilterValue'],
    ['DescribeParameters', { Key: 'Path', Option: 'Equals', Values: ['/a'] }, 'InvalidFilterOption'],
    ['GetParametersByPath', { Key: 'Name', Values: ['/a'] }, 'InvalidFilterKey'],
  ]
  for (const [name, filter, code] of refusals) {
    const path = name === 'GetParametersByPath' ? { Path: '/' } : {}
    await assert.rejects(run(name, { ...path, ParameterFilters: [filter] }), { code }, JSON.stringify(filter))
  }
})

test('what PutParameter refuses, it refuses in the words of AWS', async () => {
  const { run } = await ssm()
  await run('PutParameter', put)
  await run('PutParameter', { ...put, Name: '/big', Tier: 'Advanced', Value: 'x'.repeat(8192) })
  const cases: [Record<string, unknown>, string, RegExp][] = [
    [put, 'ParameterAlreadyExists', /To overwrite this value, set the overwrite option/],
    [{ Name: '/new', Value: 'v' }, 'ValidationException', /^A parameter type is required/],
    [{ ...put, Overwrite: true, Tags: [{ Key: 'a', Value: 'b' }] }, 'ValidationException', /can't be used together/],
    [{ ...put, Name: '/x', Value: 'x'.repeat(4097) }, 'ValidationException', /^Standard tier parameters .* 4096/],
    [{ ...put, Name: '/x', Value: 'x'.repeat(8193), Tier: 'Advanced' }, 'ValidationException', /8192/],
    [{ ...put, Name: '/big', Tier: 'Standard', Overwrite: true }, 'ValidationException', /can't downgrade/],
    [{ ...put, Name: '/x', AllowedPattern: '^\\d+$' }, 'ParameterPatternMismatchException', /allowedPattern: \^\\d\+\$$/],
    [{ ...put, Name: '/x', AllowedPattern: '(' }, 'InvalidAllowedPatternException', /regular expression/],
    [{ ...put, Name: '/x', AllowedPattern: '^(a+)+$' }, 'ParameterPatternMismatchException', /allowedPattern/],
    [{ ...put, Name: '/x', AllowedPattern: '(?=a)' }, 'ValidationException', /lookahead, which is not built/],
    [{ ...put, Name: '/x', KeyId: 'alias/aws/ssm' }, 'ValidationException', /KeyId/],
    [{ ...put, Name: '/x', Type: 'SecureString', KeyId: 'not-a-key' }, 'InvalidKeyId', /key ID/],
    [{ ...put, Name: '/x', DataType: 'aws:ec2:image' }, 'ValidationException', /aws:ec2:image/],
    [{ ...put, Name: '/x', Value: '{{ssm:/a}}' }, 'ValidationException', /nest/],
    [{ ...put, Name: '/aws/x' }, 'ValidationException', /aws/],
    [{ ...put, Name: 'SSM-x' }, 'ValidationException', /ssm/],
    [{ ...put, Name: 'a/b' }, 'ValidationException', /fully qualified/],
    [{ ...put, Name: `/${Array.from({ length: 16 }, () => 'l').join('/')}` }, 'HierarchyLevelLimitExceededException', /15/],
    [{ ...put, Name: '/x', Tags: [{ Key: 'aws:x', Value: '' }] }, 'ValidationException', /aws: prefixed/],
  ]
  for (const [input, code, message] of cases) {
    await assert.rejects(run('PutParameter', input), { code, message }, JSON.stringify(input).slice(0, 120))
  }
})

test('an overwrite may change the type, and keeps what it does not mention', async () => {
  const { run } = await ssm()
  await run('PutParameter', { ...put, Description: 'greeting', AllowedPattern: '^[A-Z]' })
  await run('PutParameter', { Name: put.Name, Value: 'Secret', Type: 'SecureString', Overwrite: true })
  const [described] = (await run('DescribeParameters')).Parameters
  assert.deepEqual([described.Type, described.Description, described.AllowedPattern], ['SecureString', 'greeting', '^[A-Z]'])
  await run('PutParameter', { Name: put.Name, Value: 'lower', AllowedPattern: '', Overwrite: true })
  assert.equal((await run('GetParameter', { Name: put.Name, WithDecryption: true })).Parameter.Value, 'lower')
})

test('writers at the same time lose no version', async () => {
  const { run } = await ssm()
  await run('PutParameter', put)
  const versions = await Promise.all([1, 2, 3, 4].map(() => run('PutParameter', { ...put, Overwrite: true })))
  assert.deepEqual(versions.map((answer) => answer.Version).sort(), [2, 3, 4, 5])
})

test('what is not built is named, and nothing is both', async () => {
  const { service } = await ssm()
  const built = service.operations.map((operation) => operation.name)
  assert.equal(built.length, 13)
  assert.equal(service.notBuilt.includes('SendCommand'), true)
  assert.deepEqual(
    built.filter((name) => service.notBuilt.includes(name)),
    [],
  )
})
