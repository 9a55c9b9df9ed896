/**
 * A mount plan as a shell script, run as the namespace's root in a mount namespace of its own:
 * https://man7.org/linux/man-pages/man8/mount.8.html, https://man7.org/linux/man-pages/man8/pivot_root.8.html
 * Everything is set up below an empty directory, which then becomes the root; the host's tree is let go.
 */
import type { MountOperation } from './mount-plan.ts'
import { shellCommand, shellQuote } from './quote.ts'

const DEVICES = ['null', 'zero', 'full', 'random', 'urandom', 'tty']
/** Memory a container may fill with files of its root directory. */
const ROOT_BYTES = '1g'

export interface MountScriptInput {
  /** An empty directory of the host that the new root is mounted on, in this namespace only. */
  readonly root: string
  readonly plan: readonly MountOperation[]
  readonly readOnlyRoot: boolean
  /** Run in place of the shell when all is set. */
  readonly then: readonly string[]
}

export function mountScript(input: MountScriptInput): string {
  const root = shellQuote(input.root)
  return [
    'exec 2>&4 4>&-',
    'set -e',
    'bind() { mount -n --rbind "$1" "$2"; if [ "$3" = ro ]; then mount -n -o remount,bind,ro "$2"; fi; }',
    `mount -n -t tmpfs -o mode=0755,size=${ROOT_BYTES} irsa ${root}`,
    `cd ${root}`,
    'umask 022',
    ...input.plan.flatMap((operation) => lines(operation, input.root)),
    'mkdir .host',
    'pivot_root . .host',
    'cd /',
    'umount -n -l /.host',
    'rmdir /.host',
    ...(input.readOnlyRoot ? ['mount -n -o remount,bind,ro /'] : []),
    `exec ${shellCommand(input.then)}`,
    '',
  ].join('\n')
}

function lines(operation: MountOperation, root: string): string[] {
  const at = (path: string) => shellQuote(`${root}${path}`)
  switch (operation.op) {
    case 'directory':
      return [`mkdir -p ${at(operation.path)}`, `chmod ${operation.mode.toString(8)} ${at(operation.path)}`]
    case 'file':
      return [`rm -f ${at(operation.path)}`, `: >${at(operation.path)}`]
    case 'symlink':
      return [`ln -s ${shellQuote(operation.target)} ${at(operation.path)}`]
    case 'bind':
      return [`bind ${shellQuote(operation.source)} ${at(operation.path)} ${operation.readOnly ? 'ro' : 'rw'}`]
    case 'memory':
      return [`mount -n -t tmpfs -o mode=0755,size=1m irsa ${at(operation.path)}`]
    case 'hide':
      return [`mount -n -t tmpfs -o mode=0555,size=4k,ro irsa ${at(operation.path)}`]
    case 'proc':
      return [`mount -n -t proc -o nosuid,nodev,noexec proc ${at('/proc')}`]
    case 'dev':
      return [
        ...DEVICES.map((name) => `: >${at(`/dev/${name}`)}; mount -n --bind /dev/${name} ${at(`/dev/${name}`)}`),
        `mkdir ${at('/dev/pts')}`,
        `mount -n -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts ${at('/dev/pts')}`,
        `ln -s pts/ptmx ${at('/dev/ptmx')}`,
        `ln -s /proc/self/fd ${at('/dev/fd')}`,
        ...['stdin', 'stdout', 'stderr'].map((name, number) => `ln -s /proc/self/fd/${number} ${at(`/dev/${name}`)}`),
      ]
  }
}
