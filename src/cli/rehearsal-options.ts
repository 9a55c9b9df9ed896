/** The options that `irsa up` takes, as flags; also what `irsa demo` passes on. */
import type { Command } from 'commander'

const collect = (value: string, earlier: readonly string[]): string[] => [...earlier, value]

export function addRehearsalOptions(command: Command): Command {
  return command
    .option('--data-dir <dir>', 'where everything is kept (default: .irsa)')
    .option('--port <port>', 'AWS endpoint; 0 picks a free one (default: the one this data directory first got, or 4566)')
    .option('--kube-port <port>', "the cluster's API and the issuer; 0 picks a free one (default: as above, or 6443)")
    .option('--region <region>', 'region of requests that name none (default: us-east-1)')
    .option('--account-id <id>', 'the account (default: 123456789012)')
    .option('--cluster-name <name>', 'what EKS calls the cluster (default: temp-cluster)')
    .option('--issuer-url <url>', "the tokens' issuer, for example an EKS-shaped one (default: on the cluster's own port)")
    .option('--pod-isolation <driver>', 'auto, bwrap, unshare, or paths (none: only where the kernel allows no better)')
    .option('--host <address>', 'listen there instead of on the loopback (default: 127.0.0.1)')
    .option(
      '--account <id[:secret]>',
      'declare another account; its root access key id is the twelve digits (repeatable)',
      collect,
      [],
    )
    .option('--root-credentials <id:secret>', "the default account's root credentials instead of random ones")
    .option('--resolve <host=addr:port>', 'where STS finds an issuer (repeatable)', collect, [])
}
