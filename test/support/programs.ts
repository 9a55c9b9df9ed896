/**
 * The real programs that end-to-end tests run: whether they are here and new enough, and how to run them with nothing of
 * the tester's own configuration. A test that cannot run says why; it never passes in silence.
 */
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const emptyHome = mkdtempSync(join(tmpdir(), 'irsa-home-'))
process.once('exit', () => rmSync(emptyHome, { recursive: true, force: true }))

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The first three numbers of a program's version text, or `undefined` if the program is not here. */
function versionOf(program: string, args: readonly string[], pattern: RegExp): number[] | undefined {
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', env: cleanEnvironment() })
  if (error !== undefined) return undefined
  const match = pattern.exec(`${stdout}${stderr}`)
  return match === null ? undefined : match.slice(1).map(Number)
}

function atLeast(version: readonly number[], wanted: readonly number[]): boolean {
  for (const [index, part] of wanted.entries()) {
    const have = version[index] ?? 0
    if (have !== part) return have > part
  }
  return true
}

function reasonFor(program: string, version: number[] | undefined, wanted: readonly number[]): string | undefined {
  if (version === undefined) return `${program} is not on this machine`
  if (!atLeast(version, wanted)) return `${program} ${version.join('.')} is too old: ${wanted.join('.')} is needed`
  return undefined
}

/** Where the machine keeps Terraform providers: there is no registry to fetch them from. */
export const TERRAFORM_MIRROR = ['/opt/tf-plugins', '/usr/share/terraform/plugins', '/usr/local/share/terraform/plugins'].find(
  (path) => existsSync(`${path}/registry.terraform.io/hashicorp/aws`),
)

/** Why tests that need the program are skipped, or `false` if they run. */
export const skipWithout = {
  kubectl: reasonFor('kubectl', versionOf('kubectl', ['version', '--client'], /v(\d+)\.(\d+)/), [1, 27]) ?? false,
  aws: awsReason() ?? false,
  terraform:
    reasonFor('terraform', versionOf('terraform', ['version'], /v(\d+)\.(\d+)/), [1, 5]) ?? terraformProviderReason() ?? false,
  boto3:
    reasonFor('boto3', versionOf('python3', ['-c', 'import boto3; print(boto3.__version__)'], /(\d+)\.(\d+)/), [1, 28]) ?? false,
} as const

/** Version 1 learnt AWS_ENDPOINT_URL in 1.29, version 2 in 2.13. */
function awsReason(): string | undefined {
  const version = versionOf('aws', ['--version'], /aws-cli\/(\d+)\.(\d+)/)
  return reasonFor('aws', version, version?.[0] === 1 ? [1, 29] : [2, 13])
}

function terraformProviderReason(): string | undefined {
  return TERRAFORM_MIRROR === undefined ? "terraform's AWS provider is not on this machine" : undefined
}

/** PATH and a home of its own: no profile, no cache, no certificate bundle of the tester's. */
export function cleanEnvironment(home = emptyHome): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: home, PYENV_ROOT: process.env['PYENV_ROOT'] ?? '', LANG: 'C.UTF-8' }
}

/** Runs a program to its end; the exit code is a value. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: { env: Record<string, string>; cwd?: string; timeoutMs?: number; input?: string },
): Promise<Outcome> {
  const { env, cwd, timeoutMs = 60_000, input } = options
  const running = run(program, [...args], { env, cwd, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 })
  if (input !== undefined) running.child.stdin?.end(input)
  else running.child.stdin?.end()
  try {
    const { stdout, stderr } = await running
    return { code: 0, stdout, stderr }
  } catch (error) {
    const failed = error as { code?: number | string; stdout?: string; stderr?: string }
    return {
      code: typeof failed.code === 'number' ? failed.code : -1,
      stdout: failed.stdout ?? '',
      stderr: failed.stderr ?? String(error),
    }
  }
}
