/**
 * The command line: names, options and help of every command. Each command's work is in a file of its own, loaded
 * only when it runs. Exit codes: 0 done; 1 the answer is no; 2 usage; 3 could not find out.
 */
import { Command, CommanderError } from 'commander'
import { packageVersion } from '../app/package-version.ts'
import { CommandRefusal } from './command-refusal.ts'
import { addDemo } from './demo.ts'
import { addDown } from './down.ts'
import { addEnv } from './env.ts'
import { addExplain } from './explain.ts'
import { addLint } from './lint.ts'
import { addReset } from './reset.ts'
import { addStatus } from './status.ts'
import { addToken } from './token.ts'
import { addUp } from './up.ts'

const DESCRIPTION = `IAM Roles for Kubernetes Service Accounts, whole.

A pod with an annotated service account gets short-lived AWS credentials, and no one ever copies a secret.
'irsa up' rehearses all of it in one process: an AWS endpoint that verifies tokens, trust policies, signatures and
permissions, and a small Kubernetes that kubectl drives.`

const EXAMPLES = `
Examples:
  irsa demo                       see a pod get its role, from the service account to the greeting
  irsa up                         start the rehearsal in this terminal
  eval "$(irsa env)"              point aws, terraform, kubectl and SDKs in another terminal at it
  aws sts get-caller-identity
  kubectl get pods -A
  irsa explain --request-id ID    why AWS said no, and what to change
  irsa lint trust.json            what is wrong with a policy, before AWS is asked

Exit codes: 0 done; 1 the answer is no (denied, findings, unhealthy); 2 usage; 3 could not find out (nothing runs there).`

/** Runs one command. @returns the exit code */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode = 0
  // Whoever reads our output may stop reading (`irsa status | head -1`): that is no fault of ours or theirs.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  const program = new Command('irsa')
    .description(DESCRIPTION)
    .version(packageVersion())
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(irsa --help, or irsa COMMAND --help, says more)')
    .exitOverride()
  const finish = (code: number): void => {
    exitCode = code
  }
  for (const add of [addUp, addDemo, addEnv, addStatus, addDown, addReset, addExplain, addLint, addToken]) add(program, finish)
  try {
    await program.parseAsync([...args], { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (error instanceof CommandRefusal) {
      process.stderr.write(`irsa: ${error.message}\n`)
      if (error.advice !== undefined) process.stderr.write(`${error.advice}\n`)
      return error.exitCode
    }
    throw error
  }
}
