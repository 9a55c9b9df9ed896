/**
 * The names that this endpoint answers to. Any web page can send requests to a loopback port under a name of its own
 * that resolves there (DNS rebinding); the `Host` header still says that name, so everything but ours is refused.
 * The port is not looked at: a page cannot choose it freely, and forwards and containers change it.
 */

export interface HostNames {
  /** @param host the `Host` header, for example `localhost:4566` */
  allows(host: string | undefined): boolean
  /** @param name without a port */
  add(name: string): void
}

const OWN_NAMES = ['127.0.0.1', 'localhost', '[::1]']
const HOST_HEADER = /^(\[[0-9a-f:.]+\]|[a-z0-9.\-_]+)(?::\d{1,5})?$/i

/** @param allowed names besides the loopback ones and `*.localhost` */
export function createHostNames(allowed: readonly string[] | ((name: string) => boolean)): HostNames {
  const configured = typeof allowed === 'function' ? [] : allowed
  const names = new Set([...OWN_NAMES, ...configured].map((name) => name.toLowerCase()))
  const allowedByRule = typeof allowed === 'function' ? allowed : () => false
  /** Nearly every request says the same name as the one before it. Names are only ever added. */
  let lastAllowed: string | undefined
  return {
    allows(host) {
      if (host === undefined) return false
      if (host === lastAllowed) return true
      const name = HOST_HEADER.exec(host)?.[1]?.toLowerCase()
      if (name === undefined) return false
      if (names.has(name) || name.endsWith('.localhost')) {
        lastAllowed = host
        return true
      }
      return allowedByRule(name)
    },
    add(name) {
      names.add(name.toLowerCase())
    },
  }
}
