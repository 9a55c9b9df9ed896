/** `irsa status`: the health of each part of the running rehearsal. */
import type { Command } from 'commander'
import { FORMATS, printable } from './output.ts'
import { runningRehearsal } from './running.ts'

const EXAMPLES = `
Examples:
  irsa status
  irsa status -o json
  irsa status --data-dir /tmp/other

Exit code 0 if every part is ready, 1 if one is not, 3 if nothing runs there.`

export function addStatus(program: Command, finish: (code: number) => void): void {
  program
    .command('status')
    .description('health of each part of the running rehearsal')
    .option('--data-dir <dir>', "the rehearsal's data directory (default: .irsa)")
    .option('-o, --output <format>', FORMATS, 'table')
    .addHelpText('after', EXAMPLES)
    .action(async (options: { dataDir?: string; output: string }) => {
      const running = await runningRehearsal(options.dataDir)
      const status = await running.status()
      const rows = Object.entries(status.parts).map(([part, state]) => [
        part,
        state.ready ? 'ready' : 'not ready',
        state.detail ?? '',
      ])
      process.stdout.write(await printable(options.output, status, ['PART', 'STATE', 'DETAIL'], rows))
      finish(status.ready ? 0 : 1)
    })
}
