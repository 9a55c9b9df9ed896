/**
 * How a remote command ended, as the error channel says it: kubectl takes its own exit code from there.
 * Source: k8s.io/client-go tools/remotecommand (protocol v4), https://kubernetes.io/docs/reference/
 */

export function exitStatus(exitCode: number): string {
  if (exitCode === 0) return JSON.stringify({ metadata: {}, status: 'Success' })
  return JSON.stringify({
    metadata: {},
    status: 'Failure',
    reason: 'NonZeroExitCode',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  })
}

/** The command could not be run to its end at all. */
export function failureStatus(message: string): string {
  return JSON.stringify({ metadata: {}, status: 'Failure', reason: 'InternalError', message })
}
