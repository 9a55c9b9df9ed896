/**
 * Keeps somebody told of all documents of one collection: those that are there, then every change.
 * If the store no longer keeps the changes that we have not seen, the collection is listed again and what is gone
 * is reported as deleted, so that a view can never keep a ghost.
 */
import type { Store, Subscription } from '../../storage/index.ts'
import type { Collection } from './documents.ts'

export interface Follower<Document> {
  put(key: string, document: Document): void
  delete(key: string): void
}

/** Resolves when the follower has been told of everything that the store held. */
export async function followCollection<Document>(
  store: Store,
  collection: Collection<Document>,
  follower: Follower<Document>,
): Promise<Subscription> {
  const known = new Set<string>()
  let subscription: Subscription | undefined
  let closed = false

  const start = async (): Promise<void> => {
    const listed = await store.list(collection.name)
    const present = new Set(listed.documents.map((document) => document.key))
    for (const key of known) {
      if (!present.has(key)) follower.delete(key)
    }
    known.clear()
    for (const { key, value } of listed.documents) {
      known.add(key)
      follower.put(key, value as Document)
    }
    let lost = false
    const opened = await store.watch({
      collection: collection.name,
      afterRevision: listed.revision,
      onEvent(event) {
        if (event.type === 'put') {
          known.add(event.document.key)
          follower.put(event.document.key, event.document.value as Document)
        } else {
          known.delete(event.key)
          follower.delete(event.key)
        }
      },
      onLost() {
        lost = true
        if (!closed) void start()
      },
    })
    if (closed) opened.close()
    else if (!lost) subscription = opened
  }

  await start()
  return {
    close() {
      closed = true
      subscription?.close()
    },
  }
}
