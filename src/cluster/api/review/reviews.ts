/**
 * Kinds that are asked, not kept: token review, and who-am-I.
 * https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/
 */

export interface Review {
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly kind: string
  readonly typeName: string
}

const AUTHENTICATION = 'authentication.k8s.io'

export const REVIEWS: readonly Review[] = [
  {
    group: AUTHENTICATION,
    version: 'v1',
    plural: 'selfsubjectreviews',
    kind: 'SelfSubjectReview',
    typeName: 'V1SelfSubjectReview',
  },
  { group: AUTHENTICATION, version: 'v1', plural: 'tokenreviews', kind: 'TokenReview', typeName: 'V1TokenReview' },
  {
    group: 'authorization.k8s.io',
    version: 'v1',
    plural: 'selfsubjectaccessreviews',
    kind: 'SelfSubjectAccessReview',
    typeName: 'V1SelfSubjectAccessReview',
  },
]

export function findReview(group: string, version: string, plural: string): Review | undefined {
  return REVIEWS.find((review) => review.group === group && review.version === version && review.plural === plural)
}
