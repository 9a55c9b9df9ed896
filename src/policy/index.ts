/** The IAM policy language: parse, validate, compile, decide, explain. Pure; bundles for a browser. */
export type { CompiledPolicy, PolicyKind } from './compiled.ts'
export type { Decision, Effect, Fix, PolicyLayer, Step } from './decision.ts'
export type { NamedPolicy, PolicyLayers } from './layers.ts'
export type { AccessRequest, PrincipalIdentity, RequestContext } from './request.ts'
