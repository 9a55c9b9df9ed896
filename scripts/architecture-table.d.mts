/** One row a module, in the order of the table of layers. */
export function architectureTable(): string
