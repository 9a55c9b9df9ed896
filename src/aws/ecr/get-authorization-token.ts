/** GetAuthorizationToken: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html */
import type { Random } from '../../base/index.ts'
import type { SealingKey } from '../../crypto/index.ts'
import { operation } from '../operation/index.ts'
import { sealPassword, TOKEN_LIFE_MS } from './authorization-token.ts'
import { registryHostOf } from './repository.ts'
import { type EcrService, registryOf } from './service.ts'

export const getAuthorizationToken = (service: EcrService, key: SealingKey, random: Random) =>
  operation({
    name: 'GetAuthorizationToken',
    input: {
      kind: 'structure',
      members: { registryIds: { kind: 'list', min: 1, max: 10, member: { kind: 'string' } } },
    },
    authorize: () => [{ action: 'ecr:GetAuthorizationToken', resource: '*' }],
    async handle(input, call) {
      const expiresAt = call.now + TOKEN_LIFE_MS
      const ids = input.registryIds ?? [undefined]
      return {
        authorizationData: ids.map((id) => ({
          authorizationToken: Buffer.from(`AWS:${sealPassword(key, random, { caller: call.caller, expiresAt })}`).toString(
            'base64',
          ),
          expiresAt: new Date(expiresAt),
          proxyEndpoint: `https://${registryHostOf(registryOf(id, call), service.registryHost)}`,
        })),
      }
    },
  })
