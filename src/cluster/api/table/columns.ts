/** Short ways to write a table's columns. */
import type { Column } from '../resource.ts'

export const NAME_COLUMN: Column = { name: 'Name', type: 'string', format: 'name', priority: 0 }

export function text(name: string): Column {
  return { name, type: 'string', priority: 0 }
}

export function count(name: string): Column {
  return { name, type: 'integer', priority: 0 }
}

/** Only with `-o wide`. */
export function wide(name: string): Column {
  return { name, type: 'string', priority: 1 }
}
