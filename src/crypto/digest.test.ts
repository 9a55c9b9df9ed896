import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { hmacKey, hmacSha256, hmacSha256Base64, hmacSha256Hex } from './digest.ts'

/** https://www.rfc-editor.org/rfc/rfc4231#section-4 */
const RFC_4231 = [
  {
    key: Buffer.alloc(20, 0x0b),
    data: 'Hi There',
    mac: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  },
  {
    key: Buffer.from('Jefe'),
    data: 'what do ya want for nothing?',
    mac: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  },
  {
    key: Buffer.alloc(131, 0xaa),
    data: 'Test Using Larger Than Block-Size Key - Hash Key First',
    mac: '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  },
]

for (const { key, data, mac } of RFC_4231) {
  test(`the HMAC of "${data}" is the one of RFC 4231`, () => {
    assert.equal(hmacSha256Hex(hmacKey(key), data), mac)
    assert.equal(hmacSha256Hex(hmacKey(key), Buffer.from(data)), mac)
    assert.equal(Buffer.from(hmacSha256(hmacKey(key), data)).toString('hex'), mac)
    assert.equal(hmacSha256Base64(hmacKey(key), data), Buffer.from(mac, 'hex').toString('base64'))
  })
}

test('messages of every length, short and long, text and bytes, have the HMAC that Node computes', () => {
  const secret = Buffer.from('a key')
  const key = hmacKey(secret)
  for (const length of [0, 1, 63, 64, 65, 1_365, 1_366, 4_095, 4_096, 4_097, 20_000]) {
    for (const text of ['a'.repeat(length), '\u00e9'.repeat(length), '\u20ac'.repeat(length), '\ud83d\ude00'.repeat(length)]) {
      const expected = createHmac('sha256', secret).update(text).digest('hex')
      assert.equal(hmacSha256Hex(key, text), expected)
      assert.equal(hmacSha256Hex(key, Buffer.from(text)), expected)
    }
  }
})

test('an HMAC does not change with the ones after it', () => {
  const key = hmacKey(Buffer.from('a key'))
  const first = hmacSha256(key, 'one')
  const copy = Buffer.from(first)
  hmacSha256(hmacKey(Buffer.from('another')), 'a longer message than the first')
  assert.deepEqual(Buffer.from(first), copy)
})
