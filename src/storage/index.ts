/** The store: versioned documents with etcd's semantics, its port and the contract that every store must pass. */
export type { BlobStore, ByteRange, WrittenBlob } from './blob-store.ts'
export { BlobTooLargeError } from './blob-store.ts'
export type {
  Change,
  CommitResult,
  ListOptions,
  ListResult,
  Precondition,
  Store,
  StoredDocument,
  StoreEvent,
  Subscription,
  WatchOptions,
} from './store.ts'
