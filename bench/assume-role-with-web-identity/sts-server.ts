/** The real thing on one port: HTTP server, gateway, IAM on the embedded store, STS. Only the issuer is not fetched over a network. */

import { createGateway } from '../../src/aws/gateway/index.ts'
import { createIam } from '../../src/aws/iam/index.ts'
import type { AwsService, Call, Caller } from '../../src/aws/operation/index.ts'
import { createSts } from '../../src/aws/sts/index.ts'
import { type Fetch, uuid } from '../../src/base/index.ts'
import { privateKeyFromPem } from '../../src/crypto/index.ts'
import { createHttpListener, systemClock, systemRandom } from '../../src/io/index.ts'
import { openSqliteStore } from '../../src/storage/sqlite/index.ts'
import { jwkSetText } from '../../src/token/index.ts'
import { AUDIENCE, accountOf, ISSUER, KEY_ID, ROLES_PER_ACCOUNT, roleName, trustPolicy } from './scene.ts'

const roles = Number(process.argv[2])
const accountIds = [...new Set(Array.from({ length: roles }, (_, role) => accountOf(role)))]

process.once('message', async ({ privatePem }: { privatePem: string }) => {
  process.on('message', () => process.send?.({ cpu: process.cpuUsage() }))
  const iam = await createIam({ store: await openSqliteStore({ path: ':memory:' }), random: systemRandom, accountIds })
  const sts = createSts({
    directory: iam.directory,
    clock: systemClock,
    random: systemRandom,
    fetch: issuerOf(privatePem),
    masterKeys: { current: systemRandom.bytes(32), earlier: [] },
    rootCredentials: [],
    epoch: () => ({ number: 1, startedAtMs: 0 }),
    trustedCertificates: [],
    allowedPrivate: [],
    partition: 'aws',
  })
  await fill(iam.service)
  const gateway = createGateway({
    services: [iam.service, sts.service],
    credentials: sts.credentials,
    policies: iam.directory,
    clock: systemClock,
    realClock: systemClock,
    random: systemRandom,
    region: 'us-east-1',
    accountId: accountOf(0),
    allowedHosts: [],
    health: () => ({ ready: true, parts: {} }),
  })
  const listener = createHttpListener({
    onBug(error) {
      throw error
    },
  })
  const { port } = await listener.listen({ host: '127.0.0.1', port: 0, handler: gateway.handler })
  process.send?.({ port })
})
process.once('disconnect', () => process.exit())

/** The issuer's two documents, from memory. */
function issuerOf(privatePem: string): Fetch {
  const key = privateKeyFromPem(privatePem)
  if (!key.ok) throw new Error(key.problem)
  const keySet = jwkSetText([{ key: key.value.publicKey, keyId: KEY_ID }])
  const lists = {
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  }
  const discovery = JSON.stringify({ issuer: ISSUER, jwks_uri: `${ISSUER}/keys`, ...lists })
  return async ({ url }) => {
    const body = new TextEncoder().encode(url.endsWith('/keys') ? keySet : discovery)
    return { ok: true, response: { status: 200, headers: {}, body }, trustedBy: 'roots' }
  }
}

async function fill(service: AwsService): Promise<void> {
  for (const accountId of accountIds) {
    await call(service, accountId, 'CreateOpenIDConnectProvider', {
      Url: ISSUER,
      ClientIDList: [AUDIENCE],
      ThumbprintList: ['a'.repeat(40)],
    })
  }
  for (let from = 0; from < roles; from += ROLES_PER_ACCOUNT) {
    const numbers = Array.from({ length: Math.min(ROLES_PER_ACCOUNT, roles - from) }, (_, index) => from + index)
    for (const role of numbers) {
      await call(service, accountOf(role), 'CreateRole', {
        RoleName: roleName(role),
        AssumeRolePolicyDocument: trustPolicy(role),
      })
    }
  }
}

async function call(service: AwsService, accountId: string, name: string, input: object): Promise<void> {
  const arn = `arn:aws:iam::${accountId}:root`
  const caller: Caller = { principal: { type: 'root', accountId, arn }, accountId, arn, userId: accountId, context: {} }
  const now = systemClock.now()
  const facts: Call = {
    requestId: uuid(systemRandom),
    caller,
    region: 'us-east-1',
    accountId,
    partition: 'aws',
    now,
    context: {},
    note() {},
  }
  const operation = service.operations.find((candidate) => candidate.name === name)
  if (operation === undefined) throw new Error(`IAM has no ${name}`)
  await operation.handle(input, facts)
}
