/** Addresses for pods, each unlike all others of this node while its pod lives. */

export class AddressPool {
  readonly #prefix: string
  readonly #taken = new Set<number>()
  #next = 2

  /** `cidr` such as `10.244.0.0/24`: the first three numbers are kept, the last is the pod's. */
  constructor(cidr: string) {
    const match = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.0\/24$/.exec(cidr)
    if (match === null) throw new Error(`a pod address range such as 10.244.0.0/24 is needed, not ${cidr}`)
    this.#prefix = match[1] ?? ''
  }

  /** undefined when all are in use. */
  take(): string | undefined {
    for (let tries = 0; tries < 253; tries++) {
      const number = this.#next
      this.#next = number === 254 ? 2 : number + 1
      if (this.#taken.has(number)) continue
      this.#taken.add(number)
      return `${this.#prefix}.${number}`
    }
    return undefined
  }

  release(address: string): void {
    this.#taken.delete(Number(address.slice(address.lastIndexOf('.') + 1)))
  }
}
