import assert from 'node:assert/strict'
import { test } from 'node:test'
import { XMLParser } from 'fast-xml-parser'
import { type Dialect, errorResponse, jsonResponse, queryResponse } from './index.ts'

const OUTPUT = {
  Role: { Arn: 'arn:aws:iam::1:role/a&b', CreateDate: new Date(1_700_000_000_500), MaxSessionDuration: 3600, Absent: undefined },
  Tags: [{ Key: 'a', Value: '<>' }],
  Names: ['x', 'y'],
  Empty: [],
  IsTruncated: false,
  Data: Uint8Array.of(1, 2),
}

test('a query response is wrapped, its lists are members, its dates have no milliseconds', () => {
  assert.equal(
    queryResponse('GetRole', 'https://iam.amazonaws.com/doc/2010-05-08/', OUTPUT, 'id-1'),
    '<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult>' +
      '<Role><Arn>arn:aws:iam::1:role/a&amp;b</Arn><CreateDate>2023-11-14T22:13:20Z</CreateDate><MaxSessionDuration>3600</MaxSessionDuration></Role>' +
      '<Tags><member><Key>a</Key><Value>&lt;&gt;</Value></member></Tags><Names><member>x</member><member>y</member></Names><Empty></Empty>' +
      '<IsTruncated>false</IsTruncated><Data>AQI=</Data></GetRoleResult>' +
      '<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></GetRoleResponse>',
  )
})

test('text that XML cannot hold does not break the document', () => {
  const xml = queryResponse('X', 'n', { Value: 'a\u0000b\ud800c\r\n\u{1f600}\ufffe' }, 'r')
  const parsed = new XMLParser({ trimValues: false }).parse(xml)
  assert.equal(parsed.XResponse.XResult.Value.replaceAll('&#xD;', '\r'), 'a\ufffdb\ufffdc\r\n\u{1f600}\ufffd')
})

test('a JSON response has epoch seconds and base64', () => {
  assert.deepEqual(JSON.parse(jsonResponse(OUTPUT)), {
    ...OUTPUT,
    Role: { Arn: 'arn:aws:iam::1:role/a&b', CreateDate: 1_700_000_000.5, MaxSessionDuration: 3600 },
    Data: 'AQI=',
  })
})

const ERROR = { code: 'NoSuchEntity', message: 'a < b', fault: 'Sender', members: { Name: 'x' } } as const

const ERRORS: readonly [Dialect, string, Record<string, string>][] = [
  [
    { protocol: 'query', xmlNamespace: 'ns' },
    '<ErrorResponse xmlns="ns"><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>a &lt; b</Message><Name>x</Name></Error><RequestId>r</RequestId></ErrorResponse>',
    { 'content-type': 'text/xml', 'x-amzn-requestid': 'r' },
  ],
  [
    { protocol: 'json', contentType: 'application/x-amz-json-1.1' },
    '{"__type":"NoSuchEntity","message":"a < b","Name":"x"}',
    { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r' },
  ],
  [
    { protocol: 'rest-json' },
    '{"message":"a < b","Name":"x"}',
    { 'content-type': 'application/json', 'x-amzn-requestid': 'r', 'x-amzn-errortype': 'NoSuchEntity' },
  ],
  [
    { protocol: 'rest-xml' },
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchEntity</Code><Message>a &lt; b</Message><Name>x</Name><RequestId>r</RequestId><HostId>r</HostId></Error>',
    { 'content-type': 'application/xml', 'x-amz-request-id': 'r', 'x-amz-id-2': 'r' },
  ],
]

for (const [dialect, body, headers] of ERRORS) {
  test(`an error in ${dialect.protocol}`, () => {
    assert.deepEqual(errorResponse(dialect, ERROR, 'r'), { body, headers })
  })
}

test('a map of the model is entries in XML and an object in JSON', () => {
  const output = { SummaryMap: new Map([['a<b', 1]]) }
  const xml = queryResponse('X', 'n', output, 'r')
  assert.ok(xml.includes('<SummaryMap><entry><key>a&lt;b</key><value>1</value></entry></SummaryMap>'))
  assert.equal(jsonResponse(output), '{"SummaryMap":{"a<b":1}}')
})
