/** `irsa lint`: what is wrong with policy documents, before AWS refuses them or lets too many in. */
import { type Command, Option } from 'commander'
import { CommandRefusal } from './command-refusal.ts'
import { FORMATS, printable } from './output.ts'

const EXAMPLES = `
Examples:
  irsa lint trust.json
  irsa lint policies/*.json -o sarif > irsa.sarif
  aws iam get-role --role-name app --query Role.AssumeRolePolicyDocument | irsa lint -
  irsa lint --kind permission policy.json -o json

Whether a document is a trust policy is found out from itself: it names principals and no resources.
Rule ids are those of the catalogue of failure modes (TP: trust policy, RP: role permissions);
MalformedPolicyDocument is whatever else IAM would refuse. Severity: down (nobody gets in), open (too many get in),
wrong, late, smell; H, M or L says how often it is seen and how bad it is.

Exit code 0 if nothing was found, 1 if something was, 3 if a file could not be read.`

interface LintOptions {
  readonly kind?: 'trust' | 'permission' | 'resource'
  readonly output: string
}

export function addLint(program: Command, finish: (code: number) => void): void {
  program
    .command('lint')
    .description('what is wrong with trust and permission policies (JSON)')
    .argument('<file...>', "policy documents, '-' for standard input")
    .addOption(new Option('--kind <kind>', 'what the documents are').choices(['trust', 'permission', 'resource']))
    .option('-o, --output <format>', 'table, json, yaml or sarif', 'table')
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], options: LintOptions) => {
      if (!['table', 'json', 'yaml', 'sarif'].includes(options.output)) {
        throw new CommandRefusal(
          2,
          `--output: expected ${FORMATS.replace(' or yaml', ', yaml or sarif')}, got '${options.output}'`,
        )
      }
      const { lintFiles, lintSarif } = await import('../app/lint.ts')
      const report = await lintFiles(files, options.kind)
      for (const { file, reason } of report.unread) process.stderr.write(`irsa: cannot read ${file}: ${reason}\n`)
      const { findings } = report
      if (options.output === 'sarif') process.stdout.write(await printable('json', lintSarif(report), [], []))
      else if (options.output !== 'table') process.stdout.write(await printable(options.output, findings, [], []))
      else if (findings.length > 0) {
        const rows = findings.map(({ rule, severity, file, line, column, message, fix }) => [
          `${file}:${line}:${column}`,
          rule,
          severity,
          `${message}; ${fix}`,
        ])
        process.stdout.write(await printable('table', findings, ['PLACE', 'RULE', 'SEVERITY', 'WHAT; WHAT TO DO'], rows))
      }
      finish(report.unread.length > 0 ? 3 : findings.length > 0 ? 1 : 0)
    })
}
