/**
 * The variables that point unmodified clients at a running rehearsal (`irsa env`), in each shell's own quoting.
 */

/** In the order in which they are printed. */
export interface RehearsalEnvironment {
  readonly AWS_ENDPOINT_URL: string
  readonly AWS_REGION: string
  readonly AWS_DEFAULT_REGION: string
  readonly AWS_ACCESS_KEY_ID: string
  readonly AWS_SECRET_ACCESS_KEY: string
  readonly KUBECONFIG: string
  readonly IRSA_ISSUER_URL: string
  readonly IRSA_CA_FILE: string
  readonly SSL_CERT_FILE: string
}

export type Shell = 'posix' | 'fish' | 'powershell' | 'json'

export const SHELLS: readonly Shell[] = ['posix', 'fish', 'powershell', 'json']

/** The last line of each shell form says how to use the text. */
const HINTS: Readonly<Record<Exclude<Shell, 'json'>, string>> = {
  posix: '# eval "$(npx irsa env)"',
  fish: '# npx irsa env --shell fish | source',
  powershell: '# npx irsa env --shell powershell | Out-String | Invoke-Expression',
}

export function environmentText(environment: RehearsalEnvironment, shell: Shell): string {
  if (shell === 'json') return `${JSON.stringify(environment, null, 2)}\n`
  const lines = Object.entries(environment).map(([name, value]) => assignment(shell, name, value))
  return `${lines.join('\n')}\n${HINTS[shell]}\n`
}

function assignment(shell: Exclude<Shell, 'json'>, name: string, value: string): string {
  if (shell === 'powershell') return `$env:${name} = '${value.replaceAll("'", "''")}'`
  if (shell === 'fish') return `set -gx ${name} '${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  return `export ${name}='${value.replaceAll("'", "'\\''")}'`
}
