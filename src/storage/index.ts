/** The store: versioned documents with etcd's semantics, its port and the contract that every store must pass. */
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
