/** `irsa explain`: would this token, this pod, get this role; why did this request get its answer. */
import type { Command } from 'commander'
import type { Answer } from '../app/explain/answer.ts'
import type { Result } from '../base/index.ts'
import { CommandRefusal } from './command-refusal.ts'
import { FORMATS, printable } from './output.ts'
import { runningRehearsal } from './running.ts'

const EXAMPLES = `
Examples:
  kubectl create token app --audience sts.amazonaws.com | irsa explain --token - --role-arn arn:aws:iam::123456789012:role/app
  irsa explain --pod default/app-5d9c
  irsa explain --request-id 0f3f1c9e-8f4e-4c43-a7d5-1c1a6e1f7a52
  irsa explain --token token.jwt --trust-policy trust.json --jwks jwks.json
  irsa explain --token token.jwt --trust-policy trust.json --issuer https://oidc.example.com -o json

AWS answers every wrong token with one sentence. This names the clause that refused, puts the token's claim beside what
the policy wants, and prints the fix as a diff. The token itself is never printed.

With --trust-policy nothing of an AWS account is asked; what only the account knows is taken for granted, and said.
Condition keys of the request that the answer may depend on are given with --context, such as aws:SourceIp=10.0.0.1.

Exit code 0 if it is allowed, 1 if it is denied, 3 if that could not be found out.`

interface ExplainOptions {
  readonly token?: string
  readonly roleArn?: string
  readonly trustPolicy?: string
  readonly jwks?: string
  readonly issuer?: string
  readonly audience?: string[]
  readonly requestId?: string
  readonly pod?: string
  readonly context?: string[]
  readonly dataDir?: string
  readonly output: string
}

export function addExplain(program: Command, finish: (code: number) => void): void {
  const several = (value: string, earlier: string[] = []): string[] => [...earlier, value]
  program
    .command('explain')
    .description('why a token, a pod or a request is allowed or denied, with the proof and the fix')
    .option('--token <file>', "a service-account token, '-' for standard input")
    .option('--role-arn <arn>', 'the role it is for')
    .option('--pod <namespace/name>', "a pod of the rehearsal's cluster")
    .option('--request-id <id>', 'a request that the rehearsal has answered (x-amzn-requestid)')
    .option('--trust-policy <file>', 'offline: the trust policy')
    .option('--jwks <file>', "offline: the issuer's key set")
    .option('--issuer <url>', 'offline: ask this issuer for its keys')
    .option('--audience <audience>', 'offline: an audience that the provider accepts (repeatable)', several)
    .option('--context <key=value>', 'a condition key of the request (repeatable)', several)
    .option('--data-dir <dir>', "the rehearsal's data directory (default: .irsa)")
    .option('-o, --output <format>', FORMATS, 'table')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ExplainOptions) => {
      if (!['table', 'json', 'yaml'].includes(options.output))
        throw usage(`--output: expected ${FORMATS}, got '${options.output}'`)
      const answer = await ask(options)
      if (!answer.ok) throw new CommandRefusal(3, answer.problem)
      const { explanation } = answer.value
      const { answerText } = await import('../app/explain/answer.ts')
      process.stdout.write(
        options.output === 'table' ? answerText(answer.value) : await printable(options.output, explanation, [], []),
      )
      finish(explanation.decision === 'allow' ? 0 : 1)
    })
}

function usage(message: string): CommandRefusal {
  return new CommandRefusal(2, message, "'irsa explain --help' has examples.")
}

async function ask(options: ExplainOptions): Promise<Result<Answer, string>> {
  const asked = [options.token, options.pod, options.requestId].filter((value) => value !== undefined)
  if (asked.length !== 1) throw usage('give one of --token, --pod and --request-id')
  const { readContext } = await import('../app/explain/read-options.ts')
  const context = readContext(options.context ?? [])
  if (!context.ok) throw usage(`--context: expected KEY=VALUE, got '${context.problem}'`)
  if (options.token !== undefined) return askAboutToken(options, options.token, context.value)
  const { environment, instance } = await runningRehearsal(options.dataDir)
  if (options.requestId !== undefined) {
    const { explainRecorded } = await import('../app/explain/explain-recorded.ts')
    return explainRecorded(environment, options.requestId)
  }
  const [namespace = '', name = '', more] = (options.pod ?? '').split('/')
  if (namespace === '' || name === '' || more !== undefined) throw usage(`--pod: expected NAMESPACE/NAME, got '${options.pod}'`)
  const { explainPod } = await import('../app/explain/explain-pod.ts')
  return explainPod(environment, instance.kubeUrl, { namespace, name, context: context.value })
}

type Context = Readonly<Record<string, string | readonly string[] | undefined>>

async function askAboutToken(options: ExplainOptions, file: string, context: Context): Promise<Result<Answer, string>> {
  const { trustPolicy, roleArn } = options
  const offline = trustPolicy === undefined ? undefined : keysOf(options)
  if (trustPolicy === undefined && (options.jwks ?? options.issuer ?? options.audience) !== undefined) {
    throw usage('--jwks, --issuer and --audience go with --trust-policy')
  }
  if (trustPolicy === undefined && roleArn === undefined)
    throw usage('--token goes with --role-arn, or offline with --trust-policy')
  const { readToken } = await import('../app/explain/read-options.ts')
  const running = trustPolicy === undefined ? await runningRehearsal(options.dataDir) : undefined
  const token = await readToken(file)
  if (!token.ok) return token
  if (trustPolicy !== undefined && offline !== undefined) {
    const { explainOffline } = await import('../app/explain/explain-offline.ts')
    const { audience: audiences } = options
    const known = { ...(audiences !== undefined && { audiences }), ...(roleArn !== undefined && { roleArn }) }
    return explainOffline({ token: token.value, trustPolicyFile: trustPolicy, keys: offline, context, ...known })
  }
  const { explainToken } = await import('../app/explain/explain-token.ts')
  const { environment, instance } = running ?? (await runningRehearsal(options.dataDir))
  return explainToken(environment, instance.kubeUrl, { token: token.value, roleArn: roleArn ?? '', context })
}

function keysOf({ jwks, issuer }: ExplainOptions): { readonly file: string } | { readonly issuer: string } {
  if (jwks !== undefined && issuer === undefined) return { file: jwks }
  if (issuer !== undefined && jwks === undefined) return { issuer }
  throw usage('--trust-policy goes with either --jwks or --issuer')
}
