/** Who points at what, turned round: the sources of each target. */
export interface ReverseMap<Source> {
  sourcesOf(target: string): readonly Source[]
  add(source: Source, targets: readonly string[]): void
  remove(source: Source, targets: readonly string[]): void
}

export function reverseMap<Source>(): ReverseMap<Source> {
  const sources = new Map<string, Set<Source>>()
  return {
    sourcesOf: (target) => [...(sources.get(target) ?? [])],
    add(source, targets) {
      for (const target of targets) sources.set(target, (sources.get(target) ?? new Set<Source>()).add(source))
    },
    remove(source, targets) {
      for (const target of targets) {
        const set = sources.get(target)
        set?.delete(source)
        if (set?.size === 0) sources.delete(target)
      }
    },
  }
}
