/** Requests that no honest client sends: each has its answer, none is a bug. */
import assert from 'node:assert/strict'
import http from 'node:http'
import net from 'node:net'
import { after, afterEach, before, test } from 'node:test'
import { LIMITS } from '../../base/index.ts'
import { ACCOUNT, type FakeHouse, fakeHouse, SESSION } from './fakes/fake-house.ts'
import { presigned, type Sendable, signed } from './fakes/signed-request.ts'

let house: FakeHouse
before(async () => {
  house = await fakeHouse()
})
after(() => house.close())
afterEach(() => assert.deepEqual(house.bugs, []))

interface Answer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

function send(request: Partial<Sendable>): Promise<Answer> {
  const { method = 'POST', target = '/', headers = {}, body = '' } = request
  return new Promise((resolve, reject) => {
    const sent = http.request(
      { port: house.port, host: '127.0.0.1', method, path: target, headers, agent: false },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
      },
    )
    sent.on('error', reject)
    // Without it a GET would be sent as if it had no body.
    if (body !== '') sent.setHeader('content-length', Buffer.byteLength(body))
    sent.end(body)
  })
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const JSON_1_1 = { 'content-type': 'application/x-amz-json-1.1' }
const IDENTITY = 'Action=GetCallerIdentity&Version=2011-06-15'
const EXCHANGE = `Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn:aws:iam::${ACCOUNT}:role/reader&RoleSessionName=pod&WebIdentityToken=good-token`

const UNSIGNED: readonly [name: string, request: Partial<Sendable>, status: number, body: RegExp][] = [
  [
    'a rebound Host',
    { headers: { host: 'evil.example:4566', ...FORM }, body: EXCHANGE },
    403,
    /<Code>AccessDenied<.*Host header/,
  ],
  ['a Host with a user part', { headers: { host: 'localhost@evil.example', ...FORM }, body: EXCHANGE }, 403, /Host header/],
  ['a Host that only ends like ours', { headers: { host: 'evillocalhost', ...FORM }, body: EXCHANGE }, 403, /Host header/],
  ['an Origin', { headers: { origin: 'http://localhost:4566', ...FORM }, body: EXCHANGE }, 403, /Origin/],
  ['an opaque Origin', { headers: { origin: 'null', ...FORM }, body: EXCHANGE }, 403, /Origin/],
  ['another site', { headers: { 'sec-fetch-site': 'cross-site', ...FORM }, body: EXCHANGE }, 403, /Sec-Fetch-Site/],
  ['health for a page', { method: 'GET', target: '/_irsa/health', headers: { origin: 'http://evil.example' } }, 403, /Origin/],
  [
    'an oversized body',
    { headers: FORM, body: `${EXCHANGE}&Policy=${'x'.repeat(LIMITS.http.awsBodyBytes)}` },
    413,
    /RequestEntityTooLarge/,
  ],
  [
    'too many parameters',
    { headers: FORM, body: Array.from({ length: LIMITS.query.parameters + 1 }, (_, n) => `a${n}=`).join('&') },
    400,
    /InvalidQueryParameter/,
  ],
  [
    'a repeated parameter',
    { headers: FORM, body: `${EXCHANGE}&RoleSessionName=root` },
    400,
    /InvalidQueryParameter.*RoleSessionName is given more than once/,
  ],
  [
    'one parameter in query and body',
    { target: '/?RoleSessionName=root', headers: FORM, body: EXCHANGE },
    400,
    /given more than once/,
  ],
  ['a bad percent-encoding', { headers: FORM, body: `${EXCHANGE}&Policy=%zz` }, 400, /MalformedQueryString.*Policy/],
  ['a form that is not UTF-8', { headers: FORM, body: `${EXCHANGE}&Policy=%ff` }, 400, /MalformedQueryString/],
  [
    'an unknown parameter',
    { headers: FORM, body: `${EXCHANGE}&Tags.member.1.Key=a` },
    400,
    /ValidationError.*The parameter Tags is not recognized/,
  ],
  ['a prototype', { headers: FORM, body: `${EXCHANGE}&__proto__.x=1` }, 400, /The parameter __proto__ is not recognized/],
  [
    'a list that is a value too',
    { headers: FORM, body: `${EXCHANGE}&PolicyArns=x&PolicyArns.member.1.arn=y` },
    400,
    /both as a value and as a structure/,
  ],
  ['a nest of parameters', { headers: FORM, body: `${EXCHANGE}&${'a.'.repeat(50)}a=1` }, 400, /nested too deeply/],
  [
    'an unknown action',
    { headers: FORM, body: 'Action=Nonsense&Version=2011-06-15' },
    400,
    /<Code>InvalidAction<.*Could not find operation Nonsense for version 2011-06-15/,
  ],
  [
    'an action of another version',
    { headers: FORM, body: EXCHANGE.replace('2011-06-15', '2010-05-08') },
    400,
    /InvalidAction.*version 2010-05-08/,
  ],
  ['no action', { headers: FORM, body: 'Version=2011-06-15' }, 400, /<Code>MissingAction</],
  ['an action that needs a signature', { headers: FORM, body: IDENTITY }, 403, /<Code>MissingAuthenticationToken</],
  ['an unbuilt action', { headers: FORM, body: 'Action=CreateGroup&Version=2010-05-08' }, 403, /MissingAuthenticationToken/],
  [
    'a JSON operation without a signature',
    { headers: { ...JSON_1_1, 'x-amz-target': 'AmazonSSM.GetParameter' }, body: '{}' },
    400,
    /"__type":"MissingAuthenticationTokenException"/,
  ],
  [
    'an unknown JSON operation',
    { headers: { ...JSON_1_1, 'x-amz-target': 'AmazonSSM.Nonsense' }, body: '{}' },
    400,
    /"__type":"UnknownOperationException"/,
  ],
  ['a path of EKS without a signature', { method: 'GET', target: '/clusters/demo' }, 403, /Missing Authentication Token/],
  [
    'an anonymous S3 request',
    { method: 'GET', target: '/bucket/key' },
    403,
    /^<\?xml.*<Code>AccessDenied<\/Code><Message>Access Denied</s,
  ],
  ['a reset without a signature', { target: '/_irsa/reset' }, 403, /Missing Authentication Token/],
  ['the record without a signature', { method: 'GET', target: '/_irsa/decisions' }, 403, /Missing Authentication Token/],
  ['a bearer token', { headers: { ...FORM, authorization: 'Bearer abc' }, body: IDENTITY }, 400, /<Code>IncompleteSignature</],
  [
    'header flood',
    {
      headers: { ...FORM, ...Object.fromEntries(Array.from({ length: LIMITS.http.headers }, (_, n) => [`x-${n}`, ''])) },
      body: EXCHANGE,
    },
    400,
    /RequestHeaderSectionTooLarge/,
  ],
]

for (const [name, request, status, body] of UNSIGNED) {
  test(`unsigned: ${name}`, async () => {
    const answer = await send(request)
    assert.equal(answer.status, status, answer.body)
    assert.match(answer.body, body)
  })
}

test('a bad Authorization header does not stop what needs no signature', async () => {
  const answer = await send({ headers: { ...FORM, authorization: 'Bearer abc' }, body: EXCHANGE })
  assert.equal(answer.status, 200)
})

for (const host of ['localhost:1', '127.0.0.1', '[::1]:4566', 'sts.localhost', 'REHEARSAL.test:80', 'added.test']) {
  test(`the endpoint answers to ${host}`, async () => {
    house.gateway.addHost('added.test')
    assert.equal((await send({ headers: { host, ...FORM }, body: EXCHANGE })).status, 200)
  })
}

test('lengths that contradict each other are refused, by whoever sees them first', async () => {
  const socket = net.connect(house.port, '127.0.0.1')
  const text = await new Promise<string>((resolve) => {
    socket.setEncoding('utf8').once('data', (chunk) => resolve(String(chunk)))
    socket.write(
      `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${EXCHANGE.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    )
  })
  socket.destroy()
  assert.match(text, /^HTTP\/1\.1 400/)
})

type Bend = (request: Sendable) => Sendable
const withHeaders =
  (headers: Record<string, string>): Bend =>
  (request) => ({ ...request, headers: { ...request.headers, ...headers } })

const IDENTITY_REQUEST = { service: 'sts', headers: FORM, body: IDENTITY }
const PARAMETER = {
  service: 'ssm',
  headers: { ...JSON_1_1, 'x-amz-target': 'AmazonSSM.GetParameter' },
  body: '{"Name":"x"}',
}

const BENT: readonly [name: string, request: object, bend: Bend, status: number, body: RegExp][] = [
  ['nothing bent', IDENTITY_REQUEST, (request) => request, 200, /:root</],
  ['another body', IDENTITY_REQUEST, (request) => ({ ...request, body: `${IDENTITY}&X=1` }), 403, /SignatureDoesNotMatch/],
  [
    'another body and its hash',
    IDENTITY_REQUEST,
    (request) => ({ ...withHeaders({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' })(request), body: `${IDENTITY}&X=1` }),
    403,
    /SignatureDoesNotMatch/,
  ],
  [
    'a hash that leaves the body unsigned',
    { ...IDENTITY_REQUEST, headers: { ...FORM, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
    (request) => request,
    403,
    /SignatureDoesNotMatch/,
  ],
  ['another query', IDENTITY_REQUEST, (request) => ({ ...request, target: '/?a=b' }), 403, /SignatureDoesNotMatch/],
  ['another path', IDENTITY_REQUEST, (request) => ({ ...request, target: '/x' }), 403, /SignatureDoesNotMatch/],
  ['another method', IDENTITY_REQUEST, (request) => ({ ...request, method: 'PUT' }), 403, /SignatureDoesNotMatch/],
  ['another Host of ours', IDENTITY_REQUEST, withHeaders({ host: 'localhost' }), 403, /SignatureDoesNotMatch/],
  ['another operation', PARAMETER, withHeaders({ 'x-amz-target': 'AmazonSSM.PutParameter' }), 400, /InvalidSignatureException/],
  [
    'a session token of somebody else',
    IDENTITY_REQUEST,
    withHeaders({ 'x-amz-security-token': SESSION.sessionToken }),
    200,
    /:root</,
  ],
  [
    'a stolen key id',
    IDENTITY_REQUEST,
    (request) =>
      withHeaders({
        authorization: (request.headers['authorization'] ?? '').replace('AKIAROOTEXAMPLE00000', SESSION.accessKeyId),
        'x-amz-security-token': SESSION.sessionToken,
      })(request),
    403,
    /SignatureDoesNotMatch/,
  ],
  [
    'a region that is none',
    { ...IDENTITY_REQUEST, region: 'here' },
    (request) => request,
    403,
    /Credential should be scoped to a valid region/,
  ],
  ['a JSON service by a form', { ...IDENTITY_REQUEST, service: 'ssm' }, (request) => request, 400, /UnknownOperationException/],
  [
    'the target of another service',
    { ...PARAMETER, headers: { ...JSON_1_1, 'x-amz-target': 'AmazonEKS.GetParameter' } },
    (request) => request,
    400,
    /UnknownOperationException/,
  ],
  ['JSON that is none', { ...PARAMETER, body: '{' }, (request) => request, 400, /SerializationException.*not JSON/],
  [
    'JSON too deep',
    { ...PARAMETER, body: `{"Name":${'['.repeat(10_000)}${']'.repeat(10_000)}}` },
    (request) => request,
    400,
    /nested too deeply/,
  ],
  [
    'JSON of a wrong type',
    { ...PARAMETER, body: '{"Name":7}' },
    (request) => request,
    400,
    /SerializationException.*NUMBER_VALUE can not be converted to a String/,
  ],
  [
    'an unknown JSON member',
    { ...PARAMETER, body: '{"Name":"x","__proto__":{}}' },
    (request) => request,
    400,
    /ValidationException.*__proto__ is not recognized/,
  ],
  [
    'an unknown query parameter',
    { service: 'eks', method: 'GET', path: '/clusters', query: { colour: 'red' } },
    (request) => request,
    400,
    /query parameter colour is not recognized/,
  ],
  [
    'a label in the body',
    { service: 'eks', method: 'GET', path: '/clusters/a', body: '{"name":"b"}' },
    (request) => request,
    400,
    /does not belong into the body/,
  ],
  [
    'an unknown path',
    { service: 'eks', method: 'GET', path: '/nothing' },
    (request) => request,
    400,
    /GET \/nothing is no operation of eks/,
  ],
  [
    'a path of what is not built',
    { service: 'eks', method: 'POST', path: '/clusters', body: '{}' },
    (request) => request,
    501,
    /CreateCluster of eks is not built here/,
  ],
  [
    'a service that is not here',
    {
      ...PARAMETER,
      service: 'dynamodb',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.ListTables' },
    },
    (request) => request,
    501,
    /"__type":"NotImplemented".*ListTables of dynamodb/,
  ],
  [
    'a query service that is not here',
    { ...IDENTITY_REQUEST, service: 'sns', body: 'Action=ListTopics' },
    (request) => request,
    501,
    /<Code>NotImplemented<.*ListTopics of sns/,
  ],
  [
    'S3',
    { service: 's3', method: 'GET', path: '/bucket', query: { policy: '' } },
    (request) => request,
    501,
    /^<\?xml.*<Code>NotImplemented<.*GetBucketPolicy of s3/s,
  ],
  [
    'S3 for a page',
    { service: 's3', method: 'PUT', path: '/bucket/key', headers: { origin: 'http://app.example' } },
    (request) => request,
    501,
    /PutObject of s3/,
  ],
  [
    'a bucket for a page',
    { service: 's3', method: 'PUT', path: '/bucket', headers: { origin: 'http://app.example' } },
    (request) => request,
    403,
    /Origin/,
  ],
  [
    'a reset signed for another service',
    { service: 'sts', path: '/_irsa/reset' },
    (request) => request,
    403,
    /scoped to correct service: 'irsa'/,
  ],
  ['a reset of a role', { service: 'irsa', path: '/_irsa/reset', credentials: SESSION }, (request) => request, 403, /Only root/],
  ['a reset by GET', { service: 'irsa', method: 'GET', path: '/_irsa/reset' }, (request) => request, 404, /nothing at this path/],
]

for (const [name, request, bend, status, body] of BENT) {
  test(`signed: ${name}`, async () => {
    const wanted = await signed({ port: house.port, ...request } as Parameters<typeof signed>[0])
    const answer = await send(bend(wanted))
    assert.equal(answer.status, status, answer.body)
    assert.match(answer.body, body)
  })
}

test('a pre-signed GetCallerIdentity works for its time, and not with another query', async () => {
  const wanted = {
    service: 'sts',
    port: house.port,
    query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
    credentials: SESSION,
  }
  const request = await presigned(wanted, new Date(), 60)
  assert.match((await send(request)).body, /assumed-role\/reader\/pod/)
  assert.match((await send({ ...request, target: `${request.target}&X=1` })).body, /SignatureDoesNotMatch/)
  const old = await presigned(wanted, new Date(Date.now() - 16 * 60_000), 3600)
  assert.match((await send(old)).body, /Signature expired/)
})

test('a pre-signed S3 URL lives as long as it says', async () => {
  const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }
  const wanted = { service: 's3', port: house.port, path: '/bucket/a%2Fb', headers }
  assert.equal((await send(await presigned(wanted, new Date(Date.now() - 3_000_000), 3600))).status, 501)
  assert.match(
    (await send(await presigned(wanted, new Date(Date.now() - 61_000), 60))).body,
    /<Code>AccessDenied<\/Code><Message>Request has expired</,
  )
})

test('root reads the record, which holds no query strings and no tokens, and resets', async () => {
  await send({ target: '/?secret=1', headers: FORM, body: EXCHANGE })
  const answer = await send(
    await signed({ service: 'irsa', method: 'GET', path: '/_irsa/decisions', query: { limit: '5' }, port: house.port }),
  )
  assert.equal(answer.status, 200)
  const { decisions } = JSON.parse(answer.body) as { decisions: { operation: string; requestId: string }[] }
  assert.equal(decisions.length, 5)
  assert.doesNotMatch(answer.body, /good-token|secret=1|session\+token/)
  const one = await signed({
    service: 'irsa',
    method: 'GET',
    path: '/_irsa/decisions',
    query: { 'request-id': decisions[0]?.requestId ?? '' },
    port: house.port,
  })
  assert.equal(JSON.parse((await send(one)).body).decisions[0].operation, decisions[0]?.operation)
  assert.equal((await send(await signed({ service: 'irsa', path: '/_irsa/reset', port: house.port }))).status, 200)
  assert.equal(house.resets.length, 1)
  assert.deepEqual(house.gateway.records.list(), [])
})

test('health is open, and says what is not ready', async () => {
  const answer = await send({ method: 'GET', target: '/_irsa/health' })
  assert.equal(answer.status, 200)
  assert.deepEqual(JSON.parse(answer.body), { ready: true, parts: { store: { ready: true } } })
})
