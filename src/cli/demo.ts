/** `irsa demo`: walkthrough W1, told step by step, on a rehearsal of its own. */
import type { Command } from 'commander'
import type { UpOptions } from '../app/configuration.ts'

const EXAMPLES = `
Examples:
  irsa demo                                     throw-away data, free ports; ends by itself
  irsa demo --keep-running --data-dir .irsa     stays up afterwards (what 'npm start' runs)

Exit code 0 only if the greeting came from a pod that had no static key, and every hop was proved from its far side.`

export function addDemo(program: Command, finish: (code: number) => void): void {
  program
    .command('demo')
    .description('see a pod get its role: walkthrough W1, every step told and proved')
    .option('--keep-running', 'stay up afterwards, and say how to use it from another terminal')
    .option('--data-dir <dir>', 'keep the data there (with the usual ports) instead of throwing it away')
    .option('--port <port>', 'AWS endpoint')
    .option('--kube-port <port>', "the cluster's API and the issuer")
    .option('--pod-isolation <driver>', 'auto, bwrap, unshare, or paths')
    .addHelpText('after', EXAMPLES)
    .action(async (options: UpOptions & { keepRunning?: boolean }) => {
      const { runDemo } = await import('../app/demo/run-demo.ts')
      finish(await runDemo(options, options.keepRunning === true))
    })
}
