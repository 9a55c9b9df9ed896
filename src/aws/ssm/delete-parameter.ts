/** DeleteParameter: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html */
import { operation } from '../operation/index.ts'
import { parameterNotFound } from './errors.ts'
import { REFERENCE } from './input-shapes.ts'
import { onParameter, placeOf } from './permissions.ts'
import type { SsmService } from './service.ts'

export const deleteParameter = ({ parameters }: SsmService) =>
  operation({
    name: 'DeleteParameter',
    input: { kind: 'structure', members: { Name: { ...REFERENCE, required: true } } },
    async authorize(input, call) {
      const reference = { candidates: [input.Name], place: placeOf(call) }
      const found = await parameters.find(reference)
      return [onParameter('DeleteParameter', reference, found?.head)]
    },
    async handle(input, call) {
      if (!(await parameters.remove(placeOf(call), input.Name))) throw parameterNotFound()
      return {}
    },
  })
