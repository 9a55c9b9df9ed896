/** `irsa up`: the rehearsal in the foreground, until a signal. */
import type { Command } from 'commander'
import type { UpOptions } from '../app/configuration.ts'
import { addRehearsalOptions } from './rehearsal-options.ts'

const EXAMPLES = `
Examples:
  irsa up
  irsa up --port 0 --kube-port 0 --ephemeral     free ports, nothing kept
  irsa up --root-credentials test:test           the credentials that older set-ups use
  irsa up --account 111122223333                 a second account, for cross-account roles
  irsa up --issuer-url https://oidc.eks.us-east-1.amazonaws.com/id/ABCDEF0123456789ABCDEF0123456789

In another terminal:
  eval "$(irsa env)" && aws sts get-caller-identity && kubectl get nodes

SIGINT (Ctrl-C) and SIGTERM stop the pods, finish what is under way, and exit with 0.
Starting again on the same data directory loses nothing that was acknowledged.`

export function addUp(program: Command, finish: (code: number) => void): void {
  const command = program
    .command('up')
    .description('start the rehearsal in the foreground: AWS endpoint, issuer, webhook, small Kubernetes')
    .option('--ephemeral', 'keep nothing: a temporary directory, removed at exit')
    .addHelpText('after', EXAMPLES)
  addRehearsalOptions(command).action(async (options: UpOptions) => {
    const { runUp } = await import('../app/up.ts')
    finish(await runUp(options))
  })
}
