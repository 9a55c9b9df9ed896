/**
 * `$(VAR)` in env values, commands and arguments:
 * https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 * `$$` stands for one `$`; a reference to what is not defined stays as it is written.
 */
export function expandVariables(text: string, defined: Readonly<Record<string, string>>): string {
  let expanded = ''
  for (let at = 0; at < text.length; ) {
    if (text[at] !== '$' || at + 1 >= text.length) {
      expanded += text[at++]
      continue
    }
    const next = text[at + 1]
    const end = next === '(' ? text.indexOf(')', at) : -1
    if (end > 0) {
      const name = text.slice(at + 2, end)
      expanded += Object.hasOwn(defined, name) ? defined[name] : `$(${name})`
      at = end + 1
    } else {
      expanded += next === '$' ? '$' : `$${next}`
      at += 2
    }
  }
  return expanded
}
