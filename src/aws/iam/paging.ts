/**
 * Pages of a list: `MaxItems` (100 if not said) and `Marker`.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html
 * A marker holds the sort key of the last item that was given, so a page neither repeats nor skips anything
 * when items come and go between two requests.
 */
import { validationError } from './refusals.ts'

const ITEMS_PER_PAGE = 100

export interface PageRequest {
  readonly Marker?: string
  readonly MaxItems?: number
}

interface Page<Item> {
  readonly items: readonly Item[]
  /** What the answer says beside the items. */
  readonly rest: { readonly IsTruncated: boolean; readonly Marker?: string }
}

/** `sortKeyOf` must be unique; items are ordered by it, by UTF-16 code unit. */
export function pageOf<Item>(items: Iterable<Item>, sortKeyOf: (item: Item) => string, request: PageRequest): Page<Item> {
  const after = request.Marker === undefined ? undefined : readMarker(request.Marker)
  const limit = request.MaxItems ?? ITEMS_PER_PAGE
  const remaining: { key: string; item: Item }[] = []
  for (const item of items) {
    const key = sortKeyOf(item)
    if (after === undefined || key > after) remaining.push({ key, item })
  }
  remaining.sort((left, right) => (left.key < right.key ? -1 : 1))
  const page = remaining.slice(0, limit)
  const last = page.at(-1)
  const rest = remaining.length > limit && last ? { IsTruncated: true, Marker: writeMarker(last.key) } : { IsTruncated: false }
  return { items: page.map(({ item }) => item), rest }
}

function writeMarker(key: string): string {
  return btoa(encodeURIComponent(key))
}

function readMarker(marker: string): string {
  try {
    return decodeURIComponent(atob(marker))
  } catch (cause) {
    if (cause instanceof URIError || cause instanceof DOMException) throw validationError('Invalid Marker.')
    throw cause
  }
}
