/** `irsa token decode`: what a service-account token says, without trusting any of it. */
import type { Command } from 'commander'
import { CommandRefusal } from './command-refusal.ts'
import { FORMATS, printable } from './output.ts'

const EXAMPLES = `
Examples:
  kubectl create token my-service-account | irsa token decode -
  irsa token decode token.jwt -o json
  kubectl exec POD -- cat /var/run/secrets/eks.amazonaws.com/serviceaccount/token | irsa token decode -

Nothing is verified: anybody can write any claim into a token.`

export function addToken(program: Command, finish: (code: number) => void): void {
  const token = program.command('token').description('look at service-account tokens')
  token
    .command('decode')
    .description("a token's header and claims, dates readable; nothing is verified")
    .argument('<file>', "a file with the token, or '-' for standard input")
    .option('-o, --output <format>', FORMATS, 'table')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: { output: string }) => {
      const { decodeTokenFile } = await import('../app/decode-token-file.ts')
      const decoded = await decodeTokenFile(file)
      if (!decoded.ok) throw new CommandRefusal(1, decoded.problem)
      process.stdout.write(await printable(options.output, decoded.value.content, ['CLAIM', 'VALUE', ''], decoded.value.rows))
      finish(0)
    })
}
