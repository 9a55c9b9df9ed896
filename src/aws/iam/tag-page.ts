/** The answer of the actions that list tags: sorted by key, in pages. */
import type { Output, Tag } from '../operation/index.ts'
import { type PageRequest, pageOf } from './paging.ts'

export function tagPage(tags: readonly Tag[], request: PageRequest): Output {
  const page = pageOf(tags, ({ Key }) => Key, request)
  return { Tags: page.items.map(({ Key, Value }) => ({ Key, Value })), ...page.rest }
}
