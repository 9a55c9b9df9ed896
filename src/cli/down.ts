/** `irsa down`: stops the running rehearsal of a data directory. */
import type { Command } from 'commander'
import { CommandRefusal } from './command-refusal.ts'
import { runningRehearsal } from './running.ts'

const EXAMPLES = `
Examples:
  irsa down
  irsa down --data-dir /tmp/other

The process is stopped only if its pid and its start time are those that the data directory names.`

export function addDown(program: Command, finish: (code: number) => void): void {
  program
    .command('down')
    .description('stop the running rehearsal, its pods first')
    .option('--data-dir <dir>', "the rehearsal's data directory (default: .irsa)")
    .addHelpText('after', EXAMPLES)
    .action(async (options: { dataDir?: string }) => {
      const running = await runningRehearsal(options.dataDir)
      if (!(await running.stop())) {
        throw new CommandRefusal(
          3,
          `process ${running.instance.pid} did not end within 20 seconds`,
          'Look at its terminal, or kill it: nothing acknowledged is lost.',
        )
      }
      process.stdout.write(`stopped (process ${running.instance.pid})\n`)
      finish(0)
    })
}
