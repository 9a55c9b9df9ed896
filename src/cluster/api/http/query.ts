/** Query parameters of the API, checked. Unknown parameters are left alone, as the real server does. */
import { badRequest, invalid, problem } from '../../../kube/index.ts'
import type { FieldValidation, RequestContext } from '../request-context.ts'

const FIELD_VALIDATION: readonly string[] = ['Ignore', 'Warn', 'Strict']

export function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name)
  if (value === null) return false
  if (['', '1', 'true', 'True', 't'].includes(value)) return true
  if (['0', 'false', 'False', 'f'].includes(value)) return false
  throw badRequest(`invalid value for ${name}: ${JSON.stringify(value)}`)
}

export function integer(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name)
  if (value === null || value === '') return undefined
  if (!/^-?\d{1,15}$/.test(value)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`)
  return Number(value)
}

/** How a write is to be done. */
export function writeContext(
  query: URLSearchParams,
  user: RequestContext['user'],
  userAgent: string,
  warnings: string[],
  kind: string,
): RequestContext {
  const options = { group: 'meta.k8s.io', kind }
  const fieldValidation = query.get('fieldValidation') || 'Warn'
  if (!FIELD_VALIDATION.includes(fieldValidation)) {
    throw invalid(options, '', [problem.notSupported('fieldValidation', fieldValidation, ['', ...FIELD_VALIDATION])])
  }
  const dryRun = query.getAll('dryRun').filter((value) => value !== '')
  if (dryRun.some((value) => value !== 'All')) throw invalid(options, '', [problem.notSupported('dryRun', dryRun, ['All'])])
  return {
    user,
    dryRun: dryRun.length > 0,
    fieldValidation: fieldValidation as FieldValidation,
    fieldManager: query.get('fieldManager') || managerOf(userAgent, kind),
    warn: (text) => void warnings.push(text),
  }
}

/** Without a name the program's own name manages, but apply must say it. */
function managerOf(userAgent: string, kind: string): string {
  return kind === 'PatchOptions' ? '' : (userAgent.split('/')[0] ?? '')
}
