/** DeleteParameters: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameters.html */
import { operation } from '../operation/index.ts'
import { NAMES } from './input-shapes.ts'
import { onParameter, placeOf } from './permissions.ts'
import type { SsmService } from './service.ts'

export const deleteParameters = ({ parameters }: SsmService) =>
  operation({
    name: 'DeleteParameters',
    input: { kind: 'structure', members: { Names: { ...NAMES, required: true } } },
    async authorize(input, call) {
      const permissions = input.Names.map(async (name) => {
        const reference = { candidates: [name], place: placeOf(call) }
        const found = await parameters.find(reference)
        return onParameter('DeleteParameters', reference, found?.head)
      })
      return Promise.all(permissions)
    },
    async handle(input, call) {
      const deleted: string[] = []
      const invalid: string[] = []
      for (const name of new Set(input.Names)) {
        const list = (await parameters.remove(placeOf(call), name)) ? deleted : invalid
        list.push(name)
      }
      return { DeletedParameters: deleted, InvalidParameters: invalid }
    },
  })
