/**
 * The port type for files. Only what the core's edges need: small files, durable replacement, and
 * the atomic directory swap that projected volumes are made of.
 * A missing file is a value (`undefined`, `false`), never an exception; every other failure throws.
 */

/** What a path names; symbolic links are not followed. */
export type FileKind = 'file' | 'directory' | 'link' | 'socket' | 'character-device' | 'block-device' | 'other'

export interface Files {
  /** The whole file, or `undefined` if there is none. */
  read(path: string): Promise<Uint8Array | undefined>
  /** Writes beside, syncs, renames over `path`; the mode (for example 0o600) holds from the first byte on. */
  replace(path: string, content: Uint8Array | string, mode: number): Promise<void>
  /** Writes in place with an explicit mode; for files that nobody reads yet. */
  write(path: string, content: Uint8Array | string, mode: number): Promise<void>
  /** Adds to the end; makes the file with `mode` if there is none. For logs: not synced. */
  append(path: string, content: Uint8Array | string, mode: number): Promise<void>
  /** Makes the directory and its parents; sets `mode` on the last one. */
  makeDirectory(path: string, mode: number): Promise<void>
  /** Names in a directory, or `undefined` if there is none. */
  list(path: string): Promise<string[] | undefined>
  /** Removes a file or a tree; nothing happens if it is not there. */
  remove(path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  symlink(target: string, path: string): Promise<void>
  /** What a symbolic link points to, or `undefined` if there is none. */
  readLink(path: string): Promise<string | undefined>
  changeOwner(path: string, uid: number, gid: number): Promise<void>
  changeMode(path: string, mode: number): Promise<void>
  exists(path: string): Promise<boolean>
  /** `undefined` if there is nothing. */
  kind(path: string): Promise<FileKind | undefined>
}
