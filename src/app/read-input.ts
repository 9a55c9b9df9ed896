/** A file that somebody named on the command line, or why it cannot be read, in words for them. */
import { failure, type Result, success } from '../base/index.ts'
import { readTextInput } from '../io/index.ts'

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  ENOTDIR: 'there is no file of that name',
  ENAMETOOLONG: 'there is no file of that name',
}

/** @param file a path, or `-` for standard input */
export async function readInput(file: string): Promise<Result<string, string>> {
  try {
    const text = await readTextInput(file)
    return text === undefined ? failure('there is no file of that name') : success(text)
  } catch (error) {
    const reason = error instanceof RangeError ? error.message : REASONS[(error as NodeJS.ErrnoException).code ?? '']
    if (reason === undefined) throw error
    return failure(reason)
  }
}
