/**
 * The one table of layers: what each module may import (each through its `index.ts`), and which npm packages and
 * Node built-ins it may use. `.dependency-cruiser.cjs` makes its rules from it; ARCHITECTURE.md is tested against it.
 */
const NODE_EDGE = ['node:*']

/** @type {Record<string, { imports: string[], packages?: string[], says: string }>} */
const LAYERS = {
  base: { imports: [], says: 'the words all share, and the port types' },
  crypto: { imports: ['base'], packages: ['node:crypto', 'node:util'], says: 'hashes, HMAC, sealing, signatures, key objects' },
  policy: { imports: ['base'], says: 'the IAM policy language: parse, validate, compile, decide, explain' },
  kube: {
    imports: ['base'],
    packages: ['protobufjs'],
    says: 'Kubernetes objects, selectors, patches, admission review, the client port',
  },
  token: { imports: ['base', 'crypto'], says: 'service-account tokens: claims, sign, verify, JWK sets, rotation schedule' },
  storage: { imports: ['base'], says: 'the store: port, contract' },
  'storage/sqlite': { imports: ['base', 'storage'], packages: NODE_EDGE, says: 'the embedded store' },
  'storage/blobs': { imports: ['base', 'storage'], packages: NODE_EDGE, says: 'large content in files of the data directory' },
  issuer: { imports: ['base', 'crypto', 'token', 'storage'], says: 'OIDC discovery and key documents; keys; rotation' },
  webhook: { imports: ['base', 'kube'], says: 'service account -> pod patch; its server and service-account cache' },
  'aws/wire': {
    imports: ['base', 'crypto'],
    packages: ['fast-xml-parser'],
    says: 'query, json, rest-json, sigv4, errors: bytes <-> operations',
  },
  'aws/operation': { imports: ['base', 'policy'], says: 'what an operation is' },
  'aws/iam': { imports: ['base', 'policy', 'storage', 'aws/operation'], says: 'IAM: providers, roles, policies' },
  'aws/sts': {
    imports: ['base', 'crypto', 'policy', 'token', 'storage', 'aws/operation', 'aws/iam'],
    says: 'STS: tokens into sessions',
  },
  'aws/eks': { imports: ['base', 'crypto', 'policy', 'storage', 'aws/operation'], says: 'EKS: clusters' },
  'aws/ssm': { imports: ['base', 'crypto', 'policy', 'storage', 'aws/operation'], says: 'SSM Parameter Store' },
  'aws/ecr': { imports: ['base', 'crypto', 'policy', 'storage', 'aws/operation'], says: 'ECR repositories' },
  'aws/s3': {
    imports: ['base', 'crypto', 'policy', 'storage', 'aws/operation'],
    packages: ['fast-xml-parser'],
    says: 'S3: buckets and objects, with a wire of its own',
  },
  'aws/gateway': {
    imports: ['base', 'policy', 'aws/wire', 'aws/operation', 'aws/iam', 'aws/sts', 'aws/eks', 'aws/ssm', 'aws/ecr', 'aws/s3'],
    says: "one request's life: guard, route, verify, identify, authorize, dispatch, encode, record",
  },
  'cluster/streams': {
    imports: ['base', 'kube'],
    packages: ['node:zlib'],
    says: 'exec, attach and port-forward on the wire: WebSocket channels and SPDY/3.1',
  },
  'cluster/api': {
    imports: ['base', 'crypto', 'kube', 'token', 'storage', 'cluster/streams'],
    says: 'the API server: registry of kinds, REST, watch, patches, discovery, admission',
  },
  'cluster/controllers': {
    imports: ['base', 'kube'],
    says: 'namespace, service account, deployment, replicaset, service, garbage collection',
  },
  'cluster/kubelet': {
    imports: ['base', 'kube'],
    says: 'pods as local processes; volumes; token rotation; logs, exec, port-forward',
  },
  inspect: {
    imports: ['base', 'crypto', 'policy', 'token', 'kube'],
    says: 'rules over policies and other files; proofs and fixes as text',
  },
  io: {
    imports: ['base', 'kube'],
    packages: [...NODE_EDGE, 'ws', '@peculiar/x509', 'reflect-metadata', 'pino', '@kubernetes/client-node'],
    says: 'sockets, files, processes, real clock, certificates, kubeconfig client',
  },
  app: {
    imports: ['*'],
    packages: ['node:*', '@kubernetes/client-node', '@aws-sdk/*', '@smithy/*', 'yaml'],
    says: 'configuration in, running system out; one file per subsystem',
  },
  testing: { imports: ['base', 'app', 'io'], says: 'the rehearsal inside a Node test' },
  cli: { imports: ['base', 'app'], packages: ['commander', 'node:path', 'yaml'], says: 'one short file per command' },
}

module.exports = { LAYERS }
