/** What the rehearsal decided on one recorded request, and why. */
import type { RequestRecord } from '../../aws/gateway/index.ts'
import { failure, isFailureId, type Result, success } from '../../base/index.ts'
import type { Explanation } from '../../inspect/index.ts'
import type { RehearsalEnvironment } from '../environment.ts'
import { readRecordedRequest } from '../rehearsal-requests.ts'
import { openAccountView } from './account-view.ts'
import type { Answer } from './answer.ts'

export async function explainRecorded(environment: RehearsalEnvironment, requestId: string): Promise<Result<Answer, string>> {
  const record = await readRecordedRequest(environment, requestId)
  if (!record.ok) return record
  if (record.value === undefined) return failure(`no request with the id ${requestId} is recorded; old records are dropped`)
  const explanation = explanationOf(record.value)
  if (explanation.fix === undefined) return success({ explanation })
  return success({ explanation, policyText: await policyTextOf(environment, record.value, explanation) })
}

function explanationOf(record: RequestRecord): Explanation {
  const { decision, failureId, errorCode, errorMessage = '', notes, outcome } = record
  const { detail, subject } = notes
  const failed = decision?.failed ?? failureId
  return {
    ...(decision ?? { decision: outcome === 'allowed' ? 'allow' : 'implicit-deny', because: [] }),
    asked: askedIn(record),
    ...(failed !== undefined && isFailureId(failed) && { failed }),
    ...(errorCode !== undefined && { error: { code: errorCode, message: errorMessage } }),
    ...(typeof detail === 'string' && { detail }),
    ...(typeof subject === 'string' && { token: { subject } }),
  }
}

function askedIn({ service, operation, caller, permissions, notes, eventTime }: RequestRecord): string {
  const resource = typeof notes['roleArn'] === 'string' ? notes['roleArn'] : permissions[0]?.resource
  const about = resource === undefined ? '' : ` of ${resource}`
  return `${service}:${operation}${about} by ${caller === '' ? 'a caller without credentials' : caller} at ${eventTime}`
}

/** As it is now; `undefined` where it is not at hand, for then the fix is told in words only. */
async function policyTextOf(
  environment: RehearsalEnvironment,
  { notes, caller }: RequestRecord,
  { refusedBy, fix }: Explanation,
): Promise<string | undefined> {
  const account = openAccountView(environment)
  try {
    if (refusedBy === 'trust') {
      const roleArn = typeof notes['roleArn'] === 'string' ? notes['roleArn'] : (fix?.target ?? '')
      const role = await account.role(roleArn.split('/').at(-1) ?? '')
      return role.ok ? role.value?.trustText : undefined
    }
    const roleName = /:assumed-role\/([^/]+)\//.exec(caller)?.[1]
    const text = await account.policyText(fix?.target ?? '', roleName)
    return text.ok ? text.value : undefined
  } finally {
    account.close()
  }
}
