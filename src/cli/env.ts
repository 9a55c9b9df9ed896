/** `irsa env`: the variables that point unmodified clients at the running rehearsal. */
import type { Command } from 'commander'
import { CommandRefusal } from './command-refusal.ts'
import { runningRehearsal } from './running.ts'

const EXAMPLES = `
Examples:
  eval "$(irsa env)"                                     bash, zsh, sh
  irsa env --shell fish | source
  irsa env --shell powershell | Out-String | Invoke-Expression
  irsa env --shell json                                  the same names as keys`

export function addEnv(program: Command, finish: (code: number) => void): void {
  program
    .command('env')
    .description('exports for the running rehearsal: endpoint, region, credentials, kubeconfig, certificates')
    .option('--data-dir <dir>', "the rehearsal's data directory (default: .irsa)")
    .option('--shell <shell>', 'posix, fish, powershell or json', 'posix')
    .addHelpText('after', EXAMPLES)
    .action(async (options: { dataDir?: string; shell: string }) => {
      const { environmentText, SHELLS } = await import('../app/environment.ts')
      const shell = SHELLS.find((known) => known === options.shell)
      if (shell === undefined)
        throw new CommandRefusal(2, `--shell: expected one of ${SHELLS.join(', ')}, got '${options.shell}'`)
      const running = await runningRehearsal(options.dataDir)
      process.stdout.write(environmentText(running.environment, shell))
      finish(0)
    })
}
