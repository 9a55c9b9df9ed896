import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACCOUNT, NOW, openWorld, type World } from '../fixtures/world.ts'

const Url = 'https://oidc.example/id/A'
const OpenIDConnectProviderArn = `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.example/id/A`
const PRINT = 'ab'.repeat(20)

const withProvider = async (input: object = {}): Promise<World> => {
  const world = await openWorld()
  await world.call('CreateOpenIDConnectProvider', { Url, ClientIDList: ['sts.amazonaws.com'], ThumbprintList: [PRINT], ...input })
  return world
}
const get = (world: World, arn = OpenIDConnectProviderArn) =>
  world.call('GetOpenIDConnectProvider', { OpenIDConnectProviderArn: arn })
const clients = async (world: World) => (await get(world))['ClientIDList']

test('a provider is shown without the scheme of its URL', async () => {
  assert.deepEqual(await get(await withProvider({ Tags: [{ Key: 'a', Value: 'b' }] })), {
    Url: 'oidc.example/id/A',
    ClientIDList: ['sts.amazonaws.com'],
    ThumbprintList: [PRINT],
    CreateDate: new Date(NOW),
    Tags: [{ Key: 'a', Value: 'b' }],
  })
})

test('a provider whose URL has a port is shown with the scheme, and keeps the port in its ARN', async () => {
  const world = await openWorld()
  const input = { Url: 'https://localhost:6443/id/A', Tags: [{ Key: 'a', Value: 'b' }] }
  const arn = `arn:aws:iam::${ACCOUNT}:oidc-provider/localhost:6443/id/A`
  assert.deepEqual(await world.call('CreateOpenIDConnectProvider', input), { OpenIDConnectProviderArn: arn, Tags: input.Tags })
  const shown = await get(world, arn)
  assert.equal(shown['Url'], 'https://localhost:6443/id/A')
  assert.deepEqual(shown['ThumbprintList'], [])
})

test('URLs are not normalised: a slash or a capital makes another provider', async () => {
  const world = await withProvider()
  for (const other of [`${Url}/`, 'https://oidc.example/id/a']) await world.call('CreateOpenIDConnectProvider', { Url: other })
  const { OpenIDConnectProviderList } = await world.call('ListOpenIDConnectProviders')
  assert.deepEqual(OpenIDConnectProviderList, [
    { Arn: OpenIDConnectProviderArn },
    { Arn: `${OpenIDConnectProviderArn}/` },
    { Arn: `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.example/id/a` },
  ])
})

const many = (count: number) => Array.from({ length: count }, (_, index) => `client-${index}`)
const none = `arn:aws:iam::${ACCOUNT}:oidc-provider/none.example`
for (const [what, name, input, refusal] of [
  [
    'the same URL twice',
    'CreateOpenIDConnectProvider',
    { Url },
    ['EntityAlreadyExists', 409, `Provider with url ${Url} already exists.`],
  ],
  [
    'a URL without https',
    'CreateOpenIDConnectProvider',
    { Url: 'http://oidc.example' },
    ['ValidationError', 400, 'Invalid Open ID Connect Provider URL'],
  ],
  [
    'six thumbprints',
    'CreateOpenIDConnectProvider',
    { Url: `${Url}b`, ThumbprintList: Array.from({ length: 6 }, () => PRINT) },
    ['InvalidInput', 400, 'Thumbprint list must contain fewer than 5 entries.'],
  ],
  [
    'a thumbprint of 39 characters',
    'UpdateOpenIDConnectProviderThumbprint',
    { OpenIDConnectProviderArn, ThumbprintList: [PRINT.slice(1)] },
    ['ValidationError', 400, undefined],
  ],
  [
    'a thumbprint that is not hexadecimal',
    'UpdateOpenIDConnectProviderThumbprint',
    { OpenIDConnectProviderArn, ThumbprintList: ['g'.repeat(40)] },
    ['InvalidInput', 400, undefined],
  ],
  [
    '101 audiences',
    'CreateOpenIDConnectProvider',
    { Url: `${Url}b`, ClientIDList: many(101) },
    ['LimitExceeded', 409, 'Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100'],
  ],
  [
    'a provider that is not there',
    'GetOpenIDConnectProvider',
    { OpenIDConnectProviderArn: none },
    ['NoSuchEntity', 404, `OpenIDConnect Provider not found for arn ${none}`],
  ],
  [
    'an audience for it',
    'AddClientIDToOpenIDConnectProvider',
    { OpenIDConnectProviderArn: none, ClientID: 'a' },
    ['NoSuchEntity', 404, undefined],
  ],
  [
    'taking one from it',
    'RemoveClientIDFromOpenIDConnectProvider',
    { OpenIDConnectProviderArn: none, ClientID: 'a' },
    ['NoSuchEntity', 404, undefined],
  ],
  [
    'thumbprints for it',
    'UpdateOpenIDConnectProviderThumbprint',
    { OpenIDConnectProviderArn: none, ThumbprintList: [] },
    ['NoSuchEntity', 404, undefined],
  ],
  [
    "another account's",
    'GetOpenIDConnectProvider',
    { OpenIDConnectProviderArn: OpenIDConnectProviderArn.replace(ACCOUNT, '000000000000') },
    ['NoSuchEntity', 404, undefined],
  ],
  [
    'what is no ARN',
    'GetOpenIDConnectProvider',
    { OpenIDConnectProviderArn: 'oidc.example/id/A-and-more' },
    ['ValidationError', 400, 'Invalid ARN:  Could not be parsed!'],
  ],
  [
    'a role',
    'GetOpenIDConnectProvider',
    { OpenIDConnectProviderArn: `arn:aws:iam::${ACCOUNT}:role/app` },
    ['ValidationError', 400, undefined],
  ],
] as const) {
  test(`refuses ${what} (${name})`, async () => {
    const world = await withProvider()
    const [code, status, message] = refusal
    await assert.rejects(world.call(name, input), message === undefined ? { code, status } : { code, status, message })
  })
}

test('audiences are added and removed as often as one likes', async () => {
  const world = await withProvider()
  for (const ClientID of ['b', 'b'])
    await world.call('AddClientIDToOpenIDConnectProvider', { OpenIDConnectProviderArn, ClientID })
  assert.deepEqual(await clients(world), ['sts.amazonaws.com', 'b'])
  for (const ClientID of ['sts.amazonaws.com', 'sts.amazonaws.com']) {
    await world.call('RemoveClientIDFromOpenIDConnectProvider', { OpenIDConnectProviderArn, ClientID })
  }
  assert.deepEqual(await clients(world), ['b'])
})

test('the hundredth audience is welcome, one more is not', async () => {
  const world = await withProvider({ ClientIDList: many(99) })
  await world.call('AddClientIDToOpenIDConnectProvider', { OpenIDConnectProviderArn, ClientID: 'a' })
  await assert.rejects(world.call('AddClientIDToOpenIDConnectProvider', { OpenIDConnectProviderArn, ClientID: 'b' }), {
    code: 'LimitExceeded',
  })
})

test('thumbprints are replaced as a whole', async () => {
  const world = await withProvider()
  const ThumbprintList = ['c'.repeat(40), 'D'.repeat(40)]
  await world.call('UpdateOpenIDConnectProviderThumbprint', { OpenIDConnectProviderArn, ThumbprintList })
  assert.deepEqual((await get(world))['ThumbprintList'], ThumbprintList)
})

test('tags of a provider', async () => {
  const world = await withProvider()
  await world.call('TagOpenIDConnectProvider', {
    OpenIDConnectProviderArn,
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ],
  })
  await world.call('UntagOpenIDConnectProvider', { OpenIDConnectProviderArn, TagKeys: ['a'] })
  assert.deepEqual(await world.call('ListOpenIDConnectProviderTags', { OpenIDConnectProviderArn }), {
    Tags: [{ Key: 'b', Value: '2' }],
    IsTruncated: false,
  })
})

test('deleting a provider twice is no error', async () => {
  const world = await withProvider()
  for (const arn of [
    OpenIDConnectProviderArn,
    OpenIDConnectProviderArn,
    OpenIDConnectProviderArn.replace(ACCOUNT, '000000000000'),
  ]) {
    assert.deepEqual(await world.call('DeleteOpenIDConnectProvider', { OpenIDConnectProviderArn: arn }), {})
  }
  assert.deepEqual(await world.call('ListOpenIDConnectProviders'), { OpenIDConnectProviderList: [] })
})

test('an account has a hundred providers at most', async () => {
  const world = await openWorld()
  for (let number = 0; number < 100; number++) await world.call('CreateOpenIDConnectProvider', { Url: `${Url}${number}` })
  await assert.rejects(world.call('CreateOpenIDConnectProvider', { Url }), {
    code: 'LimitExceeded',
    message: 'Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100',
  })
})
