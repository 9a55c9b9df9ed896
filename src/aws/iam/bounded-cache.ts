/** Remembers the answers for the keys asked most recently, at most `capacity` of them. */
export function boundedCache<Value>(capacity: number, make: (key: string) => Value): (key: string) => Value {
  const values = new Map<string, Value>()
  return (key) => {
    const known = values.get(key)
    const value = known ?? make(key)
    // A Map keeps insertion order: what is asked again moves to the end, the first is the one to forget.
    values.delete(key)
    values.set(key, value)
    if (values.size > capacity) {
      for (const oldest of values.keys()) {
        values.delete(oldest)
        break
      }
    }
    return value
  }
}
