/** Kubernetes objects, kinds, selectors, patches, admission review, and the client and node-agent ports. Pure. */
export type {
  AdmissionRequest,
  AdmissionResponse,
  AdmissionReview,
  AdmissionUser,
  GroupVersionKind,
} from './admission/admission-review.ts'
export { ADMISSION_API_VERSION } from './admission/admission-review.ts'
export type {
  DeleteOptions,
  IssuedToken,
  KubernetesClient,
  ListQuery,
  ObjectName,
  TokenRequest,
  WatchEvent,
  WatchHandlers,
  WatchSubscription,
  WriteOptions,
} from './client.ts'
export { KubernetesError } from './client.ts'
export type { FieldProblem } from './field-problem.ts'
export { problem } from './field-problem.ts'
export type { Kind } from './kind.ts'
export { apiVersionOf, KINDS } from './kind.ts'
export { numberIn, objectIn, objectsIn, stringIn } from './members.ts'
export { dns1035Label, dnsLabel, dnsSubdomain } from './names.ts'
export type { ContainerName, ExecOptions, ExecSession, LogOptions, NodeAgent } from './node-agent.ts'
export type { KubeList, KubeObject, NewObject, ObjectMeta, OwnerReference, Patch, Status } from './object.ts'
export { applyPatch } from './patch/apply-patch.ts'
export { deepEqual } from './patch/deep-equal.ts'
export { jsonPatch } from './patch/json-patch.ts'
export { mergePatch } from './patch/merge-patch.ts'
export { strategicMergePatch } from './patch/strategic-merge-patch.ts'
export {
  conditionOf,
  controllerOf,
  controllerReference,
  isPodFinished,
  isPodReady,
  podFromTemplate,
  podTemplateHash,
} from './pod-template.ts'
export { decodeProtobufBody } from './protobuf/decode-body.ts'
export type { Decoded } from './schema/decode.ts'
export { decodeObject } from './schema/decode.ts'
export type { FieldType } from './schema/field-type.ts'
export { fieldsOf } from './schema/field-type.ts'
export { patchExtensions } from './schema/list-keys.ts'
export type { FieldSelector } from './selector/field-selector.ts'
export { matchesFields, parseFieldSelector } from './selector/field-selector.ts'
export type { LabelRequirement, LabelSelector } from './selector/label-selector.ts'
export {
  formatLabelSelector,
  isLabelKey,
  isLabelValue,
  labelSelectorFromObject,
  matchesLabels,
  parseLabelSelector,
} from './selector/label-selector.ts'
export {
  alreadyExists,
  badRequest,
  conflict,
  expired,
  forbidden,
  forbiddenPath,
  internalError,
  invalid,
  MODIFIED,
  methodNotAllowed,
  noSuchResource,
  notAcceptable,
  notFound,
  notImplemented,
  qualifiedPlural,
  refusal,
  successStatus,
  tooLarge,
  unauthorized,
  unsupportedMediaType,
} from './status.ts'
