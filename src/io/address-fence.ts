/**
 * Which addresses an outgoing request may connect to: public ones, and loopback or private ones only for the exact
 * `host:port` that the operator allowed. The ranges are those of the IANA special-purpose registries (RFC 6890).
 */
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import type { FetchRequest } from '../base/index.ts'

const RESERVED: readonly (readonly [address: string, prefix: number, family: 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]

const reserved = new BlockList()
for (const [address, prefix, family] of RESERVED) reserved.addSubnet(address, prefix, family)

export interface Destination {
  /** The address that was checked: the connection goes there and nowhere else. */
  readonly address: string
  readonly port: number
}

export type FenceResult =
  | { readonly ok: true; readonly destination: Destination }
  | { readonly ok: false; readonly failure: 'address-refused' | 'unreachable'; readonly detail: string }

export async function destinationOf(url: URL, request: FetchRequest): Promise<FenceResult> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  const name = `${url.hostname}:${port}`
  const elsewhere = request.resolve?.[name]
  if (elsewhere !== undefined) {
    const colon = elsewhere.lastIndexOf(':')
    return {
      ok: true,
      destination: { address: elsewhere.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(elsewhere.slice(colon + 1)) },
    }
  }
  const address = isIP(host) === 0 ? await resolveName(host) : host
  if (address === undefined) return { ok: false, failure: 'unreachable', detail: `no address for the name ${host}` }
  if (isReserved(address) && request.allowedPrivate?.includes(name) !== true) {
    return { ok: false, failure: 'address-refused', detail: `${name} is at ${address}, which is not a public address` }
  }
  return { ok: true, destination: { address, port } }
}

function isReserved(address: string): boolean {
  if (isIP(address) === 4) return reserved.check(address, 'ipv4')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  return mapped === undefined ? reserved.check(address, 'ipv6') : reserved.check(mapped, 'ipv4')
}

async function resolveName(name: string): Promise<string | undefined> {
  // RFC 6761: localhost is the loopback, whatever a resolver says.
  if (name === 'localhost' || name.endsWith('.localhost')) return '127.0.0.1'
  return lookup(name, { verbatim: false }).then(
    (found) => found.address,
    () => undefined,
  )
}
