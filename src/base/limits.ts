/**
 * Every limit on what comes from outside, in one place. Sizes in bytes, times in milliseconds or seconds
 * as the name says. Where AWS or Kubernetes publishes a limit it is theirs; the rest is ours, chosen so that
 * the largest honest client stays well below.
 */

export const LIMITS = {
  http: {
    /** AWS refuses request lines and headers above 16 to 32 KB. */
    headerBytes: 32 * 1024,
    /** Header lines of one request. */
    headers: 200,
    headersTimeoutMs: 30_000,
    requestTimeoutMs: 300_000,
    keepAliveTimeoutMs: 65_000,
    /** Query, JSON and REST-JSON requests of the AWS services (S3 bodies stream and have their own). */
    awsBodyBytes: 1024 * 1024,
    /** The API server's own limit for request bodies is 3 MiB. */
    kubeBodyBytes: 3 * 1024 * 1024,
    admissionBodyBytes: 7 * 1024 * 1024,
    concurrentConnections: 10_000,
  },
  query: {
    parameters: 2_000,
    nameBytes: 512,
    depth: 12,
    listMembers: 1_000,
  },
  json: { depth: 64 },
  sigv4: {
    /** How far a signature's date may lie from the real clock. */
    skewMs: 15 * 60 * 1000,
    signedHeaders: 100,
    /** Derived signing keys kept, one per secret, day, region and service. */
    cachedKeys: 10_000,
  },
  token: {
    /** STS accepts 4 to 20,000 characters. */
    characters: 20_000,
    headerBytes: 2_048,
    claims: 200,
    depth: 16,
    audiences: 100,
    /** Clocks differ; what STS allows is not published. Ours is the API server's one minute. */
    leewaySeconds: 60,
    /** STS answers `Token too old` for an `iat` further back, whatever `exp` says; AWS does not publish how far. */
    maxAgeSeconds: 24 * 3_600,
    /** Of one claim that a session carries on: `sub`, `aud`, `amr`. */
    claimCharacters: 1_024,
    /** A `jti` longer than this is not carried on. */
    tokenIdCharacters: 256,
  },
  issuerFetch: {
    timeoutMs: 5_000,
    discoveryBytes: 64 * 1024,
    keySetBytes: 256 * 1024,
    keysPerType: 100,
    /** An RSA modulus of 8192 bits in base64url: longer keys make a verification cost too much. */
    modulusCharacters: 1_366,
    /** A public exponent of 48 bits; 65537 is `AQAB`. */
    exponentCharacters: 8,
    /** Keys are fetched again at this age, as kube-apiserver's `Cache-Control: max-age=3600` asks. */
    maxAgeMs: 3_600_000,
    /** For an unknown `kid`, at most one fetch per provider in this interval. */
    unknownKidIntervalMs: 30_000,
    /** After a failed fetch nobody asks again for this long. */
    failureBackoffMs: 5_000,
    /** In an outage keys are served stale for at most a day. */
    staleMs: 24 * 3_600_000,
    concurrent: 16,
    /** Providers whose keys are kept in memory. */
    cachedProviders: 1_000,
  },
  policy: {
    trustCharacters: 2_048,
    managedCharacters: 6_144,
    roleInlineCharacters: 10_240,
    userInlineCharacters: 2_048,
    groupInlineCharacters: 5_120,
    sessionCharacters: 2_048,
    /** A document larger than this is refused before it is parsed, whatever its kind. */
    documentBytes: 128 * 1024,
    depth: 16,
  },
  session: {
    /** The sealed session token, in bytes; `PackedPolicySize` is measured against it. */
    tokenBytes: 4_096,
    minSeconds: 900,
    defaultSeconds: 3_600,
    maxSeconds: 43_200,
    /** A role assumed by a role session. */
    chainedSeconds: 3_600,
    /** GetSessionToken: 36 hours, 12 by default. */
    userMaxSeconds: 129_600,
    userDefaultSeconds: 43_200,
    /** Root's GetSessionToken. */
    rootMaxSeconds: 3_600,
    tags: 50,
    tagKeyCharacters: 128,
    tagValueCharacters: 256,
    policyArns: 10,
    /** Opened sessions kept in memory, so that a signed call need not open its token each time. */
    opened: 10_000,
  },
  iam: {
    providersPerAccount: 100,
    clientIdsPerProvider: 100,
    thumbprintsPerProvider: 5,
    tagsPerResource: 50,
    rolesPerAccount: 1_000,
    policiesPerAccount: 1_500,
    attachedPoliciesPerRole: 10,
    usersPerAccount: 5_000,
    groupsPerAccount: 300,
    groupsPerUser: 10,
    attachedPoliciesPerGroup: 10,
    instanceProfilesPerAccount: 1_000,
    attachedPoliciesPerUser: 10,
    policyVersions: 5,
    accessKeysPerUser: 2,
    /** Statements times actions times resources that one page of a simulation looks at. */
    simulatedStatements: 20_000,
  },
  s3: {
    bucketsPerAccount: 10_000,
    /** The largest object that one request may put, and the largest part. */
    putBytes: 5 * 1024 ** 3,
    keyBytes: 1_024,
    /** Names and values of `x-amz-meta-*`. */
    metadataBytes: 2_048,
    tagsPerObject: 10,
    tagsPerBucket: 50,
    policyBytes: 20_480,
    listed: 1_000,
    parts: 10_000,
    /** Of a part that is not the last one. */
    partBytes: 5 * 1024 * 1024,
    /** Of one key; S3 has no such limit. */
    versionsPerKey: 1_000,
    /** XML that names objects or parts; what configures is far smaller. */
    documentBytes: 2 * 1024 * 1024,
    /** A signed chunk is whole in memory before its signature is known. */
    chunkBytes: 16 * 1024 * 1024,
    trailerBytes: 4 * 1024,
  },
  ssm: {
    standardValueBytes: 4_096,
    advancedValueBytes: 8_192,
    versionsKept: 100,
    hierarchyLevels: 15,
    /** Of an `AllowedPattern` with its counts written out. */
    patternInstructions: 20_000,
    /** Of matching it against one value: a tenth of a second or so. */
    patternSteps: 3_000_000,
  },
  kube: {
    /** etcd's default limit for one object. */
    objectBytes: 1_572_864,
    annotationsBytes: 256 * 1024,
    /** Watch events kept for a client that reconnects with an older resourceVersion. */
    watchBacklog: 10_000,
    /** Events a slow watcher may fall behind before its stream is ended. */
    watcherQueue: 5_000,
    eventsKept: 2_000,
    webhookTimeoutMs: 10_000,
    streamsPerConnection: 256,
  },
  store: {
    /** Past changes kept for watches, with what stood there before; the oldest are forgotten beyond. */
    historyBytes: 64 * 1024 * 1024,
  },
  record: {
    requests: 10_000,
    ageMs: 24 * 3_600_000,
  },
  logs: {
    /** A container's log file is cut to its newer half at this size. */
    containerBytes: 10 * 1024 * 1024,
  },
} as const
