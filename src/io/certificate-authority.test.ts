import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { createCertificateAuthority, issueServerCertificate } from './certificate-authority.ts'
import { needsRenewal } from './certificate-renewal.ts'
import { createFencedFetch } from './fenced-fetch.ts'
import { createHttpListener } from './http-listener.ts'

const now = Date.now()
const authority = await createCertificateAuthority('irsa test CA', now)
const names = ['localhost', '127.0.0.1', '::1']
const server = await issueServerCertificate(authority, names, now)

async function serving<Result>(use: (port: number) => Promise<Result>): Promise<Result> {
  const listener = createHttpListener({ onBug: (error) => assert.fail(String(error)) })
  const listening = await listener.listen({
    host: '127.0.0.1',
    port: 0,
    tls: server,
    handler: async (request) => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: `${request.method} ${request.target}`,
    }),
  })
  try {
    return await use(listening.port)
  } finally {
    await listening.close(0)
  }
}

const limits = { timeoutMs: 2_000, maxBytes: 1_000 }

test('the authority signs a server certificate that holds every name', () => {
  const certificate = new X509Certificate(server.certificate)
  assert.ok(certificate.verify(new X509Certificate(authority.certificate).publicKey))
  assert.equal(certificate.checkHost('localhost'), 'localhost')
  assert.equal(certificate.checkIP('127.0.0.1'), '127.0.0.1')
})

test('a certificate is renewed when a name is missing or its end is near', () => {
  assert.equal(needsRenewal(server.certificate, names, now), false)
  assert.equal(needsRenewal(server.certificate, ['other.example'], now), true)
  assert.equal(needsRenewal(server.certificate, names, now + 380 * 86_400_000), true)
})

test('a fetch reaches a private address only where the operator allowed that host and port', async () => {
  await serving(async (port) => {
    const url = `https://localhost:${port}/a?b`
    const fetch = createFencedFetch()
    const refused = await fetch({ url, ...limits, trustedCertificates: [authority.certificate] })
    assert.equal(!refused.ok && refused.failure, 'address-refused')
    const allowed = await fetch({
      url,
      ...limits,
      trustedCertificates: [authority.certificate],
      allowedPrivate: [`localhost:${port}`],
    })
    assert.equal(allowed.ok && Buffer.from(allowed.response.body).toString(), 'GET /a?b')
    assert.equal(allowed.ok && allowed.trustedBy, 'roots')
    fetch.close()
  })
})

test('a certificate that no root trusts is accepted by a thumbprint of its chain and by nothing else', async () => {
  await serving(async (port) => {
    const request = { url: `https://localhost:${port}/`, ...limits, allowedPrivate: [`localhost:${port}`] }
    const fetch = createFencedFetch()
    const thumbprint = new X509Certificate(server.certificate).fingerprint.replaceAll(':', '').toLowerCase()
    const untrusted = await fetch(request)
    assert.equal(!untrusted.ok && untrusted.failure, 'certificate-untrusted')
    const pinned = await fetch({ ...request, thumbprints: [thumbprint] })
    assert.equal(pinned.ok && pinned.trustedBy, 'thumbprint')
    const other = await fetch({ ...request, thumbprints: ['0'.repeat(40)] })
    assert.equal(!other.ok && other.failure, 'certificate-untrusted')
    fetch.close()
  })
})

test('a name may be sent elsewhere, and its certificate is still held against the name', async () => {
  await serving(async (port) => {
    const fetch = createFencedFetch()
    const elsewhere = { ...limits, trustedCertificates: [authority.certificate] }
    const strange = await fetch({
      url: 'https://oidc.example/',
      ...elsewhere,
      resolve: { 'oidc.example:443': `127.0.0.1:${port}` },
    })
    assert.equal(!strange.ok && strange.failure, 'certificate-untrusted')
    const named = await fetch({ url: 'https://localhost/', ...elsewhere, resolve: { 'localhost:443': `127.0.0.1:${port}` } })
    assert.equal(named.ok && named.response.status, 200)
    fetch.close()
  })
})

test('size and reachability have their own failures', async () => {
  await serving(async (port) => {
    const fetch = createFencedFetch()
    const request = {
      url: `https://localhost:${port}/`,
      timeoutMs: 2_000,
      trustedCertificates: [authority.certificate],
      allowedPrivate: [`localhost:${port}`, 'localhost:1'],
    }
    const large = await fetch({ ...request, maxBytes: 3 })
    assert.equal(!large.ok && large.failure, 'too-large')
    const nobody = await fetch({ ...request, url: 'https://localhost:1/', maxBytes: 3 })
    assert.equal(!nobody.ok && nobody.failure, 'unreachable')
    fetch.close()
  })
})
