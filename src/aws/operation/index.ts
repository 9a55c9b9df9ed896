/** What an operation is: input shape, permissions, resources, context, handler, errors. */
export type { AwsErrorOptions } from './aws-error.ts'
export { AwsError } from './aws-error.ts'
export type { Caller, RoleSession, Tag } from './caller.ts'
export type { CallerPolicies, CredentialLookup, CredentialProblem, CredentialSource, Credentials } from './credentials.ts'
export type { AwsService, Call, Operation, Output, OutputValue, Permission, Protocol, RestRoute } from './operation.ts'
export { operation } from './operation.ts'
export type { InputProblem, InputSource } from './read-input.ts'
export { readInput } from './read-input.ts'
export type {
  BlobShape,
  BooleanShape,
  IntegerShape,
  ListShape,
  MapShape,
  Read,
  RefusedShape,
  Shape,
  StringShape,
  StructureShape,
  TimestampShape,
} from './shape.ts'
