/** The kinds of the API that this program names: group, version, plural, scope. */

export interface Kind {
  /** '' for the core group. */
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
}

const core = (kind: string, plural: string, namespaced: boolean): Kind => ({
  group: '',
  version: 'v1',
  kind,
  plural,
  namespaced,
})

export const KINDS = {
  namespace: core('Namespace', 'namespaces', false),
  serviceAccount: core('ServiceAccount', 'serviceaccounts', true),
  secret: core('Secret', 'secrets', true),
  configMap: core('ConfigMap', 'configmaps', true),
  service: core('Service', 'services', true),
  endpoints: core('Endpoints', 'endpoints', true),
  pod: core('Pod', 'pods', true),
  event: core('Event', 'events', true),
  node: core('Node', 'nodes', false),
  deployment: { group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments', namespaced: true },
  replicaSet: { group: 'apps', version: 'v1', kind: 'ReplicaSet', plural: 'replicasets', namespaced: true },
  mutatingWebhookConfiguration: {
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    kind: 'MutatingWebhookConfiguration',
    plural: 'mutatingwebhookconfigurations',
    namespaced: false,
  },
} as const satisfies Record<string, Kind>

/** `v1` for the core group, `group/version` for all others. */
export function apiVersionOf(kind: Kind): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`
}
