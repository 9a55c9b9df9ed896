/** Where a container finds its token. */

/** @param windows whether the container's paths are those of Windows (the mount's path stays as it is: the kubelet turns it) */
export function tokenFile(mountPath: string, file: string, windows: boolean): string {
  const path = cleanPath(`${mountPath}/${file}`)
  return windows ? `C:${path.replaceAll('/', '\\')}` : path
}

/** Go's path.Clean for what a mount path can be: no empty, `.` or `..` segments. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/')
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment !== '..') segments.push(segment)
    else if (segments.length > 0 && segments.at(-1) !== '..') segments.pop()
    else if (!rooted) segments.push('..')
  }
  const cleaned = segments.join('/')
  if (rooted) return `/${cleaned}`
  return cleaned === '' ? '.' : cleaned
}
