import { test } from 'node:test'
import fc from 'fast-check'
import { decodeProtobufRequest } from './decode-request.ts'

test('any bytes are decoded or refused, never an exception', () => {
  const kinds = fc.constantFrom('Pod', 'Deployment', 'Secret', 'TokenRequest', 'Service')
  fc.assert(
    fc.property(kinds, fc.uint8Array({ maxLength: 120 }), (kind, raw) => {
      const meta = Buffer.concat([Uint8Array.of(0x12, kind.length), Buffer.from(kind)])
      const body = Buffer.concat([
        Buffer.from('k8s\0'),
        Uint8Array.of(0x0a, meta.length),
        meta,
        Uint8Array.of(0x12, raw.length),
        raw,
      ])
      decodeProtobufRequest(body)
      decodeProtobufRequest(Buffer.concat([Buffer.from('k8s\0'), raw]))
    }),
    { numRuns: 2_000 },
  )
})
