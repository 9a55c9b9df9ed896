/**
 * AWS Systems Manager, Parameter Store: https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html
 * The rest of Systems Manager answers that it is not built.
 */
import type { Random } from '../../base/index.ts'
import type { Store } from '../../storage/index.ts'
import type { AwsService } from '../operation/index.ts'
import { addTagsToResource } from './add-tags-to-resource.ts'
import { deleteParameter } from './delete-parameter.ts'
import { deleteParameters } from './delete-parameters.ts'
import { describeParameters } from './describe-parameters.ts'
import { getParameter } from './get-parameter.ts'
import { getParameterHistory } from './get-parameter-history.ts'
import { getParameters } from './get-parameters.ts'
import { getParametersByPath } from './get-parameters-by-path.ts'
import { labelParameterVersion } from './label-parameter-version.ts'
import { listTagsForResource } from './list-tags-for-resource.ts'
import { SSM_NOT_BUILT } from './not-built.ts'
import { createParameters } from './parameters.ts'
import { putParameter } from './put-parameter.ts'
import { removeTagsFromResource } from './remove-tags-from-resource.ts'
import { createSecureStrings } from './secure-string.ts'
import { unlabelParameterVersion } from './unlabel-parameter-version.ts'

export interface SsmOptions {
  readonly store: Store
  readonly random: Random
  /** 32 bytes: what SecureStrings are sealed with at rest. Losing it loses them. */
  readonly secureStringKey: Uint8Array
}

export function createSsm(options: SsmOptions): AwsService {
  const parameters = createParameters(options.store, createSecureStrings(options.secureStringKey, options.random))
  const service = { parameters }
  return {
    name: 'ssm',
    protocol: 'json',
    apiVersion: '2014-11-06',
    targetPrefix: 'AmazonSSM',
    operations: [
      addTagsToResource(service),
      deleteParameter(service),
      deleteParameters(service),
      describeParameters(service),
      getParameter(service),
      getParameterHistory(service),
      getParameters(service),
      getParametersByPath(service),
      labelParameterVersion(service),
      listTagsForResource(service),
      putParameter(service),
      removeTagsFromResource(service),
      unlabelParameterVersion(service),
    ],
    notBuilt: SSM_NOT_BUILT,
    accessDenied: { code: 'AccessDeniedException', status: 400 },
  }
}
