/** `-o table|json|yaml`: one way to print data for every command that does. */
import { CommandRefusal } from './command-refusal.ts'

export const FORMATS = 'table, json or yaml'

/** The text to print. @param rows for the table, cells as text */
export async function printable(
  format: string,
  value: unknown,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<string> {
  if (format === 'json') return `${JSON.stringify(value, null, 2)}\n`
  if (format === 'yaml') {
    const { stringify } = await import('yaml')
    return stringify(value)
  }
  if (format !== 'table') throw new CommandRefusal(2, `--output: expected ${FORMATS}, got '${format}'`)
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd()
  return `${[header, ...rows].map(line).join('\n')}\n`
}
