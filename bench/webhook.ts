/**
 * What one admission costs, as a ratio to `JSON.parse` of the same review on the same core in the same run.
 * Run: `node bench/webhook.ts`. The review has 9 KB: a usual pod of a Deployment, with managedFields.
 */
import { admit } from '../src/webhook/admission.ts'
import { DEFAULT_WEBHOOK_CONFIG } from '../src/webhook/webhook-config.ts'

const ROUNDS = 7
const RUNS = 4_000
const SIZE = 9_100

const config = { ...DEFAULT_WEBHOOK_CONFIG, defaultRegion: 'us-east-1', regionalSts: true }
const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/greeter' }
const cache = { peek: () => annotations, read: () => Promise.reject(new Error('every account is known')) }

const body = reviewOf(SIZE)
const rounds = Array.from({ length: ROUNDS }, () => {
  const parse = microseconds(() => JSON.parse(body))
  const admission = microseconds(() => admit(body, cache, config))
  return { parse, admission, ratio: admission / parse }
})
console.log(
  JSON.stringify({
    reviewBytes: Buffer.byteLength(body),
    parseMicroseconds: median(rounds.map((round) => round.parse)),
    admissionMicroseconds: median(rounds.map((round) => round.admission)),
    ratio: median(rounds.map((round) => round.ratio)),
  }),
)

/** Mean of one call over a round; the first round also warms up, and the median leaves it out. */
function microseconds(run: () => unknown): number {
  const start = process.hrtime.bigint()
  for (let index = 0; index < RUNS; index++) run()
  return Number(process.hrtime.bigint() - start) / RUNS / 1000
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  return rounded(sorted[Math.floor(sorted.length / 2)]!)
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}

function reviewOf(bytes: number): string {
  const container = (name: string) => ({
    name,
    image: `registry.example/${name}:1.2.3`,
    ports: [{ containerPort: 8080, protocol: 'TCP' }],
    env: [
      { name: 'MODE', value: 'production' },
      { name: 'POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
    ],
    resources: { limits: { cpu: '500m', memory: '1Gi' }, requests: { cpu: '100m', memory: '256Mi' } },
    volumeMounts: [{ name: 'kube-api-access', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }],
    livenessProbe: { httpGet: { path: '/healthz', port: 8080, scheme: 'HTTP' }, periodSeconds: 10, failureThreshold: 3 },
    terminationMessagePath: '/dev/termination-log',
    imagePullPolicy: 'IfNotPresent',
  })
  const managed: Record<string, unknown> = {}
  const review = {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
      kind: { group: '', version: 'v1', kind: 'Pod' },
      resource: { group: '', version: 'v1', resource: 'pods' },
      namespace: 'my-namespace',
      operation: 'CREATE',
      userInfo: { username: 'system:serviceaccount:kube-system:replicaset-controller', groups: ['system:authenticated'] },
      object: {
        kind: 'Pod',
        apiVersion: 'v1',
        metadata: {
          generateName: 'sserver-5d8f9b7c6-',
          labels: { app: 'sserver', 'pod-template-hash': '5d8f9b7c6' },
          managedFields: [{ manager: 'kube-controller-manager', operation: 'Update', fieldsV1: managed }],
        },
        spec: {
          volumes: [{ name: 'kube-api-access', projected: { sources: [], defaultMode: 420 } }],
          containers: ['app', 'proxy', 'logs'].map(container),
          initContainers: [container('setup')],
          serviceAccountName: 'my-service-account',
          tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }],
        },
        status: {},
      },
      oldObject: null,
      dryRun: false,
    },
  }
  for (let field = 0; JSON.stringify(review).length < bytes; field++) managed[`f:field-${field}`] = { '.': {}, 'f:value': {} }
  return JSON.stringify(review)
}
