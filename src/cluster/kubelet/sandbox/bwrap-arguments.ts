/** A mount plan as arguments of bubblewrap: https://github.com/containers/bubblewrap/blob/main/bwrap.xml */
import type { MountOperation } from './mount-plan.ts'

export function bwrapArguments(plan: readonly MountOperation[], readOnlyRoot: boolean): string[] {
  const words = plan.flatMap(argumentsOf)
  return readOnlyRoot ? [...words, '--remount-ro', '/'] : words
}

function argumentsOf(operation: MountOperation): string[] {
  switch (operation.op) {
    case 'directory':
      return ['--perms', operation.mode.toString(8).padStart(4, '0'), '--dir', operation.path]
    case 'file':
      return []
    case 'symlink':
      return ['--symlink', operation.target, operation.path]
    case 'bind':
      return [operation.readOnly ? '--ro-bind' : '--bind', operation.source, operation.path]
    case 'memory':
      return ['--perms', '0755', '--tmpfs', operation.path]
    case 'hide':
      return ['--perms', '0555', '--tmpfs', operation.path, '--remount-ro', operation.path]
    case 'proc':
      return ['--proc', '/proc']
    case 'dev':
      return ['--dev', '/dev', '--perms', '1777', '--tmpfs', '/dev/shm']
  }
}
