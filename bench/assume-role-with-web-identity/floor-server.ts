/**
 * The floor: a bare node:http server that reads the body and verifies one RS256 signature per request, always the same.
 * With the argument `together` it lets the requests of one turn of the event loop go on together, as our server does:
 * a stricter floor, which shows what of our figure is that and what is the work itself.
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

const SIGNED = Buffer.alloc(520, 'a')
/** As long as the answer of the real one. */
const ANSWER = 'x'.repeat(1_550)

const grouped = process.argv[2] === 'together'
let waiting: (() => void)[] = []

function answerAll(): void {
  const all = waiting
  waiting = []
  for (const answer of all) answer()
}

process.once('message', ({ privatePem }: { privatePem: string }) => {
  process.on('message', () => process.send?.({ cpu: process.cpuUsage() }))
  const privateKey = createPrivateKey(privatePem)
  const publicKey = createPublicKey(privateKey)
  const signature = sign('sha256', SIGNED, privateKey)
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    const answer = (): void => {
      const status = verify('sha256', SIGNED, publicKey, signature) ? 200 : 403
      response.writeHead(status, { 'content-type': 'text/xml', 'content-length': ANSWER.length })
      response.end(ANSWER)
    }
    request.on('end', () => {
      if (!grouped) answer()
      else if (waiting.push(answer) === 1) setImmediate(answerAll)
    })
  })
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
})
process.once('disconnect', () => process.exit())
