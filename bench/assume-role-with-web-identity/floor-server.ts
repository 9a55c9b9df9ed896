/** The floor: a bare node:http server that reads the body and verifies one RS256 signature per request, always the same. */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

const SIGNED = Buffer.alloc(520, 'a')
const ANSWER = 'x'.repeat(1_200)

process.once('message', ({ privatePem }: { privatePem: string }) => {
  process.on('message', () => process.send?.({ cpu: process.cpuUsage() }))
  const privateKey = createPrivateKey(privatePem)
  const publicKey = createPublicKey(privateKey)
  const signature = sign('sha256', SIGNED, privateKey)
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const status = verify('sha256', SIGNED, publicKey, signature) ? 200 : 403
      response.writeHead(status, { 'content-type': 'text/xml', 'content-length': ANSWER.length })
      response.end(ANSWER)
    })
  })
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
})
process.once('disconnect', () => process.exit())
