import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkProviderUrl, shownProviderUrl } from './provider-url.ts'

for (const url of [
  'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
  'https://localhost:6443/id/0123456789ABCDEF0123456789ABCDEF',
  'https://auth-dev.mozilla.auth0.com/',
  'https://token.actions.githubusercontent.com',
  'https://[::1]:6443/id/A',
]) {
  test(`accepts ${url}`, () => checkProviderUrl(url))
}

for (const url of [
  'http://oidc.example/id',
  'oidc.example/id',
  'HTTPS://oidc.example',
  'https://',
  'https:///id',
  'https://oidc.example/id?x=1',
  'https://oidc.example/id#x',
  'https://user:pass@oidc.example/',
  'https://oidc.example\\@other/',
  'https://oidc.example/a b',
]) {
  test(`refuses ${url}`, () => {
    assert.throws(() => checkProviderUrl(url), { code: 'ValidationError', message: 'Invalid Open ID Connect Provider URL' })
  })
}

for (const [url, shown] of [
  ['https://oidc.example/id/A', 'oidc.example/id/A'],
  ['https://localhost:6443/id/A', 'https://localhost:6443/id/A'],
  ['https://[::1]:6443/id/A', 'https://[::1]:6443/id/A'],
  ['https://oidc.example/id:8080', 'oidc.example/id:8080'],
] as const) {
  test(`${url} is shown as ${shown}`, () => assert.equal(shownProviderUrl(url), shown))
}
