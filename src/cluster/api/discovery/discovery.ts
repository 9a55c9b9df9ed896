/**
 * Discovery: what is served, plain and aggregated.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#api-resources and `#discovery-api`.
 * It is made from the registry once: clients keep it on disk for hours, by host and port.
 */
import { RESOURCES } from '../kinds/registry.ts'
import type { ApiResource } from '../resource.ts'
import { REVIEWS } from '../review/reviews.ts'

export const RESOURCE_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

interface GroupVersion {
  readonly group: string
  readonly version: string
}

/** Every group and version, the core group first. */
export function groupVersions(): readonly GroupVersion[] {
  const all = [...RESOURCES.map(({ kind }) => kind), ...REVIEWS]
  const texts = new Set(all.map(({ group, version }) => `${group}/${version}`))
  return [...texts].sort().map((text) => {
    const [group = '', version = ''] = text.split('/')
    return { group, version }
  })
}

export function apiVersions(serverAddress: string) {
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }] }
}

export function apiGroupList() {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: namedGroups().map(groupOf) }
}

export function apiGroup(name: string) {
  const found = namedGroups().find(({ group }) => group === name)
  return found === undefined ? undefined : { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(found) }
}

function namedGroups(): readonly GroupVersion[] {
  return groupVersions().filter(({ group }) => group !== '')
}

function groupOf({ group, version }: GroupVersion) {
  const groupVersion = { groupVersion: `${group}/${version}`, version }
  return { name: group, versions: [groupVersion], preferredVersion: groupVersion }
}

/** Plain discovery of one group and version; `undefined` if it is not served. */
export function apiResourceList(group: string, version: string) {
  const resources = RESOURCES.filter(({ kind }) => kind.group === group && kind.version === version)
  const reviews = REVIEWS.filter((review) => review.group === group && review.version === version)
  if (resources.length + reviews.length === 0) return undefined
  const rows = [
    ...resources.flatMap(resourceRows),
    ...reviews.map(({ plural, kind }) => ({
      name: plural,
      singularName: kind.toLowerCase(),
      namespaced: false,
      kind,
      verbs: ['create'],
    })),
  ]
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: rows,
  }
}

function resourceRows(resource: ApiResource) {
  const { kind, singular, shortNames, categories, subresources } = resource
  const row = {
    name: kind.plural,
    singularName: singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: RESOURCE_VERBS,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
  }
  const parts = subresources.map((part) => ({
    name: `${kind.plural}/${part.name}`,
    singularName: '',
    namespaced: kind.namespaced,
    ...(part.kind === undefined || part.kind.group === '' ? {} : { group: part.kind.group, version: part.kind.version }),
    kind: part.kind?.kind ?? kind.kind,
    verbs: part.verbs,
  }))
  return [row, ...parts]
}

/** Aggregated discovery of `/api` or of `/apis`. */
export function aggregatedDiscovery(core: boolean, version: 'v2' | 'v2beta1') {
  const items = groupVersions()
    .filter(({ group }) => (group === '') === core)
    .map((each) => ({
      metadata: { ...(each.group === '' ? {} : { name: each.group }), creationTimestamp: null },
      versions: [{ version: each.version, resources: aggregatedRows(each), freshness: 'Current' }],
    }))
  return { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {}, items }
}

function aggregatedRows({ group, version }: GroupVersion) {
  const resources = RESOURCES.filter(({ kind }) => kind.group === group && kind.version === version).map(
    ({ kind, singular, shortNames, categories, subresources }) => ({
      resource: kind.plural,
      responseKind: { group, version, kind: kind.kind },
      scope: kind.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: singular,
      verbs: RESOURCE_VERBS,
      ...(shortNames.length === 0 ? {} : { shortNames }),
      ...(categories.length === 0 ? {} : { categories }),
      ...(subresources.length === 0
        ? {}
        : {
            subresources: subresources.map((part) => ({
              subresource: part.name,
              responseKind: part.kind ?? { group, version, kind: kind.kind },
              verbs: part.verbs,
            })),
          }),
    }),
  )
  const reviews = REVIEWS.filter((review) => review.group === group && review.version === version).map(({ plural, kind }) => ({
    resource: plural,
    responseKind: { group, version, kind },
    scope: 'Cluster',
    singularResource: kind.toLowerCase(),
    verbs: ['create'],
  }))
  return [...resources, ...reviews]
}
