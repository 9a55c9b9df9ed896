/**
 * What may be a name: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 * Each check answers `undefined`, or the API server's own explanation.
 */

const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/
const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/
const DNS_1035 = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/

type Check = (name: string) => string | undefined

/** At most 253 characters: the name of most objects. */
export const dnsSubdomain: Check = (name) =>
  name.length > 253
    ? 'must be no more than 253 characters'
    : SUBDOMAIN.test(name)
      ? undefined
      : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

/** At most 63 characters: namespaces, containers, volumes. */
export const dnsLabel: Check = (name) =>
  name.length > 63
    ? 'must be no more than 63 characters'
    : LABEL.test(name)
      ? undefined
      : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"

/** At most 63 characters, starting with a letter: services. */
export const dns1035Label: Check = (name) =>
  name.length > 63
    ? 'must be no more than 63 characters'
    : DNS_1035.test(name)
      ? undefined
      : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
