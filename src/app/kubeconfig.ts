/**
 * The kubeconfig of the rehearsal's cluster. The token stands in it as `token:`, because client libraries ignore
 * `tokenFile`. Written as JSON, which is YAML, so that no value needs quoting rules.
 * Source: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
 */

export interface KubeconfigFacts {
  readonly server: string
  readonly caCertificate: string
  readonly clusterName: string
  readonly token: string
}

export function kubeconfigText(facts: KubeconfigFacts): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': facts.clusterName,
    clusters: [
      {
        name: facts.clusterName,
        cluster: { server: facts.server, 'certificate-authority-data': Buffer.from(facts.caCertificate).toString('base64') },
      },
    ],
    users: [{ name: 'irsa-admin', user: { token: facts.token } }],
    contexts: [{ name: facts.clusterName, context: { cluster: facts.clusterName, user: 'irsa-admin' } }],
  }
  return `${JSON.stringify(config, null, 2)}\n`
}
