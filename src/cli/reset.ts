/** `irsa reset`: the running rehearsal back to empty, without a restart. */
import type { Command } from 'commander'
import { CommandRefusal } from './command-refusal.ts'
import { runningRehearsal } from './running.ts'

const EXAMPLES = `
Examples:
  irsa reset

Gone: everything in IAM, SSM, ECR and the cluster; earlier sessions and tokens end.
Kept: certificates, the issuer's keys, ports, kubeconfig and root credentials.`

export function addReset(program: Command, finish: (code: number) => void): void {
  program
    .command('reset')
    .description('back to empty, without a restart')
    .option('--data-dir <dir>', "the rehearsal's data directory (default: .irsa)")
    .addHelpText('after', EXAMPLES)
    .action(async (options: { dataDir?: string }) => {
      const running = await runningRehearsal(options.dataDir)
      const answer = await running.reset()
      if (!answer.ok) throw new CommandRefusal(3, `the rehearsal did not reset: ${answer.problem}`)
      process.stdout.write('reset: everything is as after a first start\n')
      finish(0)
    })
}
