/** The version of Kubernetes whose behaviour the small cluster shows, as EKS writes it. */
export const KUBERNETES_VERSION = '1.33'
