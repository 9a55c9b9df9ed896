import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inRange, readAddress, readBoolean, readBytes, readDate, readNumber, readRange } from './values.ts'

describe('typed values', () => {
  const dates: readonly (readonly [string, number | undefined])[] = [
    ['2026', Date.UTC(2026, 0, 1)],
    ['2026-02', Date.UTC(2026, 1, 1)],
    ['2026-02-03', Date.UTC(2026, 1, 3)],
    ['2026-02-03T04:05Z', Date.UTC(2026, 1, 3, 4, 5)],
    ['2026-02-03T04:05:06.789Z', Date.UTC(2026, 1, 3, 4, 5, 6, 789)],
    ['2026-02-03T04:05:06+02:00', Date.UTC(2026, 1, 3, 2, 5, 6)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['2026-02-29', undefined],
    ['2026-13-01', undefined],
    ['2026-02-03T25:00Z', undefined],
    ['1768478400', 1_768_478_400_000],
    ['1768478400.5', 1_768_478_400_500],
    ['yesterday', undefined],
    ['', undefined],
  ]
  for (const [text, expected] of dates) {
    it(`reads the date ${JSON.stringify(text)}`, () => assert.equal(readDate(text), expected))
  }

  const numbers: readonly (readonly [string, number | undefined])[] = [
    ['10', 10],
    ['-1.5', -1.5],
    ['1e3', 1000],
    ['', undefined],
    ['0x10', undefined],
    ['1,5', undefined],
    ['Infinity', undefined],
  ]
  for (const [text, expected] of numbers) {
    it(`reads the number ${JSON.stringify(text)}`, () => assert.equal(readNumber(text), expected))
  }

  it('reads booleans in any case', () => {
    assert.deepEqual(['true', 'False', 'yes'].map(readBoolean), [true, false, undefined])
  })

  it('reads base64 into one spelling', () => {
    assert.equal(readBytes('QQ=='), readBytes('QQ'))
    assert.equal(readBytes('QR=='), readBytes('QQ=='))
    assert.notEqual(readBytes('QUI='), readBytes('QUE='))
    assert.equal(readBytes('Q'), undefined)
    assert.equal(readBytes('Q Q='), undefined)
  })

  for (const text of ['1.2.3', '1.2.3.256', '01.2.3.4', '1.2.3.4.5', ':::', '1:2:3:4:5:6:7', '1::2::3', '12345::', 'g::', '']) {
    it(`refuses the address ${JSON.stringify(text)}`, () => assert.equal(readAddress(text), undefined))
  }
  for (const text of ['1.2.3.4/33', '1.2.3.4/-1', '1.2.3.4/', '::/129', '*', '10.0.0.0/8x']) {
    it(`refuses the range ${JSON.stringify(text)}`, () => assert.equal(readRange(text), undefined))
  }

  it('keeps IPv4 and IPv6 apart', () => {
    const everything = readRange('0.0.0.0/0')
    const address = readAddress('::ffff:10.0.0.1')
    assert.ok(everything && address)
    assert.equal(inRange(address, everything), false)
  })
})
