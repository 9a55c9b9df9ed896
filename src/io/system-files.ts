/**
 * Files on the real disk. `replace` is durable: written beside, synced, renamed, directory synced, so that after a
 * power cut either the old or the new content is there, whole.
 */
import { randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import {
  access,
  appendFile,
  chmod,
  chown,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { FileKind, Files } from '../base/index.ts'

export const systemFiles: Files = {
  read: (path) => readFile(path).catch(absent),
  async replace(path, content, mode) {
    const beside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`)
    try {
      const file = await open(beside, 'wx', mode)
      try {
        await file.chmod(mode)
        await file.writeFile(content)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(beside, path)
    } catch (error) {
      await rm(beside, { force: true })
      throw error
    }
    await syncDirectory(dirname(path))
  },
  async write(path, content, mode) {
    await writeFile(path, content, { mode })
    await chmod(path, mode)
  },
  append: (path, content, mode) => appendFile(path, content, { mode }),
  async makeDirectory(path, mode) {
    await mkdir(path, { recursive: true })
    await chmod(path, mode)
  },
  list: (path) => readdir(path).catch(absent),
  remove: (path) => rm(path, { recursive: true, force: true }),
  rename,
  symlink,
  readLink: (path) => readlink(path).catch(absent),
  changeOwner: chown,
  changeMode: chmod,
  exists: (path) =>
    access(path).then(
      () => true,
      () => false,
    ),
  kind: (path) => lstat(path).then(kindOf, absent),
}

function kindOf(stats: Stats): FileKind {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'directory'
  if (stats.isSymbolicLink()) return 'link'
  if (stats.isSocket()) return 'socket'
  if (stats.isCharacterDevice()) return 'character-device'
  return stats.isBlockDevice() ? 'block-device' : 'other'
}

function absent(error: NodeJS.ErrnoException): undefined {
  // EINVAL is what reading a link says of a thing that is none.
  if (
    error.code === 'ENOENT' ||
    error.code === 'ENOTDIR' ||
    error.code === 'ESRCH' ||
    (error.code === 'EINVAL' && error.syscall === 'readlink')
  )
    return undefined
  throw error
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
