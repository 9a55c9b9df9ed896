/** Every rule there is, in the order of the catalogue. A rule that is not listed here does not run. */
import { operatorOutsideCondition, repeatedKey } from './grammar.ts'
import { administrator, bucketWithoutObjects, escalation, networkCondition, podIdentityTag } from './permissions.ts'
import type { Rule } from './rule.ts'
import {
  anyNamespace,
  anySubject,
  defaultAccount,
  looseValue,
  namePrefix,
  noAudience,
  noCondition,
  noSubject,
  wholeNamespace,
} from './trust-breadth.ts'
import { foreignKey, schemeInKey, severalProviders, unknownClaim, vacuous } from './trust-key.ts'
import {
  everybody,
  federatedForm,
  hostOrder,
  providerAccount,
  providerAsAws,
  providerPartition,
  severalKinds,
} from './trust-principal.ts'
import { denied, tooLarge, wrongAction } from './trust-statement.ts'
import { literalWildcard, looseAudience, subjectForm, swapped, valueCase, whiteSpace, wrongAudience } from './trust-value.ts'

export const RULES: readonly Rule[] = [
  swapped,
  literalWildcard,
  subjectForm,
  valueCase,
  schemeInKey,
  foreignKey,
  hostOrder,
  providerAccount,
  providerPartition,
  federatedForm,
  providerAsAws,
  wrongAction,
  whiteSpace,
  operatorOutsideCondition,
  repeatedKey,
  severalProviders,
  unknownClaim,
  wrongAudience,
  denied,
  noSubject,
  noCondition,
  anySubject,
  anyNamespace,
  wholeNamespace,
  vacuous,
  looseValue,
  noAudience,
  everybody,
  defaultAccount,
  namePrefix,
  tooLarge,
  looseAudience,
  severalKinds,
  bucketWithoutObjects,
  networkCondition,
  administrator,
  escalation,
  podIdentityTag,
]
