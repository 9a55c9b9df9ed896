/**
 * What the three listings of a bucket share: keys in order, rolled up at a delimiter, in pages.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html
 */
import { LIMITS } from '../../base/index.ts'
import { invalidArgument } from './errors.ts'
import type { Objects, StoredObject } from './objects.ts'
import type { S3Request } from './request.ts'

export interface Listing {
  readonly bucket: string
  readonly prefix: string
  readonly delimiter: string
  /** Only keys and common prefixes after this one. */
  readonly after: string
  readonly limit: number
}

export type Entry = { readonly object: StoredObject } | { readonly commonPrefix: string }

export interface Listed {
  readonly entries: readonly Entry[]
  /** Where the next page begins; absent after the last one. */
  readonly next?: string
}

/** Greater than whatever follows in a key. */
const LAST = '\u{10ffff}'

/** @param wanted false for objects that do not show (those whose newest version is a delete marker) */
export async function listed(objects: Objects, listing: Listing, wanted: (object: StoredObject) => boolean): Promise<Listed> {
  const entries: Entry[] = []
  if (listing.limit === 0) return { entries }
  let after = skipped(listing)
  for (;;) {
    const page = await objects.page(listing.bucket, { prefix: listing.prefix, after, limit: LIMITS.s3.listed })
    const taken = takePage(page.objects.filter(wanted), listing, entries)
    if (taken.full) return { entries, next: nameOf(entries.at(-1)) }
    if (taken.commonPrefix === undefined && !page.more) return { entries }
    // All that follows under a common prefix would be rolled up as well: read on behind it.
    after = taken.commonPrefix === undefined ? (page.objects.at(-1)?.key ?? after) : taken.commonPrefix + LAST
  }
}

interface Taken {
  /** There was one more for which there is no room. */
  readonly full: boolean
  /** Where it stopped to read on behind it. */
  readonly commonPrefix?: string
}

function takePage(page: readonly StoredObject[], listing: Listing, entries: Entry[]): Taken {
  for (const object of page) {
    const commonPrefix = rolledUp(object.key, listing)
    const before = commonPrefix !== undefined && listing.after !== '' && commonPrefix <= listing.after
    if (!before && entries.length === listing.limit) return { full: true }
    if (commonPrefix === undefined) {
      entries.push({ object })
      continue
    }
    if (!before) entries.push({ commonPrefix })
    return { full: false, commonPrefix }
  }
  return { full: false }
}

function nameOf(entry: Entry | undefined): string {
  if (entry === undefined) return ''
  return 'object' in entry ? entry.object.key : entry.commonPrefix
}

/** A page that ended with a common prefix goes on behind everything under it. */
function skipped({ after, delimiter, prefix }: Listing): string {
  const ended = delimiter !== '' && after.startsWith(prefix) && after.endsWith(delimiter)
  return ended && rolledUp(after, { delimiter, prefix }) === after ? after + LAST : after
}

function rolledUp(key: string, { delimiter, prefix }: Pick<Listing, 'delimiter' | 'prefix'>): string | undefined {
  if (delimiter === '') return undefined
  const end = key.indexOf(delimiter, prefix.length)
  return end < 0 ? undefined : key.slice(0, end + delimiter.length)
}

/** `max-keys` and its kin. Throws InvalidArgument. */
export function limitOf(request: S3Request, name: string): number {
  const text = request.query.get(name)
  if (text === undefined || text === '') return LIMITS.s3.listed
  if (/^\d{1,10}$/.test(text) && Number(text) <= 2_147_483_647) return Math.min(Number(text), LIMITS.s3.listed)
  throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, text)
}

/** How keys are written: as they are, or percent-encoded for what XML cannot hold. Throws InvalidArgument. */
export function keyWriter(request: S3Request): { readonly type: 'url' | undefined; write(key: string): string } {
  const type = request.query.get('encoding-type')
  if (type === undefined || type === '') return { type: undefined, write: (key) => key }
  if (type !== 'url') throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', type)
  return { type, write: (key) => encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+') }
}
