/**
 * Field numbers of the messages that clients send as protobuf, by the types of the table of known fields.
 * Facts of the published API types (https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding).
 *
 * `name=1`: a field. `name=1*`: its zero counts, because in Go it is a pointer that is only written when set; all
 * other zeros are written always and mean "absent". `>Other=2`: a message that JSON flattens into this one.
 * What is not here (affinity, exotic volumes, statuses) is refused by name, never dropped.
 */
export const FIELD_NUMBERS: Readonly<Record<string, string>> = {
  V1ObjectMeta:
    'name=1 generateName=2 namespace=3 selfLink=4 uid=5 resourceVersion=6 generation=7 creationTimestamp=8 deletionTimestamp=9 deletionGracePeriodSeconds=10* labels=11 annotations=12 ownerReferences=13 finalizers=14',
  V1OwnerReference: 'kind=1 name=3 uid=4 apiVersion=5 controller=6* blockOwnerDeletion=7*',
  V1LabelSelector: 'matchLabels=1 matchExpressions=2',
  V1LabelSelectorRequirement: 'key=1 operator=2 values=3',
  V1ObjectReference: 'kind=1 namespace=2 name=3 uid=4 apiVersion=5 resourceVersion=6 fieldPath=7',
  V1LocalObjectReference: 'name=1',
  V1DeleteOptions: 'gracePeriodSeconds=1* preconditions=2 orphanDependents=3* propagationPolicy=4 dryRun=5',
  V1Preconditions: 'uid=1 resourceVersion=2',

  V1Namespace: 'metadata=1 spec=2 status=3',
  V1NamespaceSpec: 'finalizers=1',
  V1ServiceAccount: 'metadata=1 secrets=2 imagePullSecrets=3 automountServiceAccountToken=4*',
  V1Secret: 'metadata=1 data=2 type=3 stringData=4 immutable=5*',
  V1ConfigMap: 'metadata=1 data=2 binaryData=3 immutable=4*',
  V1Service: 'metadata=1 spec=2 status=3',
  V1ServiceSpec:
    'ports=1 selector=2 clusterIP=3 type=4 externalIPs=5 sessionAffinity=7 loadBalancerIP=8 loadBalancerSourceRanges=9 externalName=10 externalTrafficPolicy=11 healthCheckNodePort=12 publishNotReadyAddresses=13 sessionAffinityConfig=14 ipFamilyPolicy=17 clusterIPs=18 ipFamilies=19 allocateLoadBalancerNodePorts=20* loadBalancerClass=21 internalTrafficPolicy=22 trafficDistribution=23',
  V1ServicePort: 'name=1 protocol=2 port=3 targetPort=4 nodePort=5 appProtocol=6',
  V1SessionAffinityConfig: 'clientIP=1',
  V1ClientIPConfig: 'timeoutSeconds=1*',
  V1Endpoints: 'metadata=1 subsets=2',
  V1EndpointSubset: 'addresses=1 notReadyAddresses=2 ports=3',
  V1EndpointAddress: 'ip=1 targetRef=2 hostname=3 nodeName=4',
  CoreV1EndpointPort: 'name=1 port=2 protocol=3 appProtocol=4',
  CoreV1Event:
    'metadata=1 involvedObject=2 reason=3 message=4 source=5 firstTimestamp=6 lastTimestamp=7 count=8 type=9 eventTime=10 series=11 action=12 related=13 reportingComponent=14 reportingInstance=15',
  CoreV1EventSeries: 'count=1 lastObservedTime=2',
  V1EventSource: 'component=1 host=2',

  V1Deployment: 'metadata=1 spec=2 status=3',
  V1DeploymentSpec:
    'replicas=1* selector=2 template=3 strategy=4 minReadySeconds=5 revisionHistoryLimit=6* paused=7 progressDeadlineSeconds=9*',
  V1DeploymentStrategy: 'type=1 rollingUpdate=2',
  V1RollingUpdateDeployment: 'maxUnavailable=1 maxSurge=2',
  V1ReplicaSet: 'metadata=1 spec=2 status=3',
  V1ReplicaSetSpec: 'replicas=1* selector=2 template=3 minReadySeconds=4',
  V1PodTemplateSpec: 'metadata=1 spec=2',
  V1Pod: 'metadata=1 spec=2 status=3',
  V1PodSpec:
    'volumes=1 containers=2 restartPolicy=3 terminationGracePeriodSeconds=4* activeDeadlineSeconds=5* dnsPolicy=6 nodeSelector=7 serviceAccountName=8 serviceAccount=9 nodeName=10 hostNetwork=11 hostPID=12 hostIPC=13 securityContext=14 imagePullSecrets=15 hostname=16 subdomain=17 schedulerName=19 initContainers=20 automountServiceAccountToken=21* tolerations=22 hostAliases=23 priorityClassName=24 priority=25* shareProcessNamespace=27* runtimeClassName=29 enableServiceLinks=30* preemptionPolicy=31 overhead=32 setHostnameAsFQDN=35* hostUsers=37*',
  V1Container:
    'name=1 image=2 command=3 args=4 workingDir=5 ports=6 env=7 resources=8 volumeMounts=9 livenessProbe=10 readinessProbe=11 lifecycle=12 terminationMessagePath=13 imagePullPolicy=14 securityContext=15 stdin=16 stdinOnce=17 tty=18 envFrom=19 terminationMessagePolicy=20 volumeDevices=21 startupProbe=22 restartPolicy=24',
  V1ContainerPort: 'name=1 hostPort=2 containerPort=3 protocol=4 hostIP=5',
  V1EnvVar: 'name=1 value=2 valueFrom=3',
  V1EnvVarSource: 'fieldRef=1 resourceFieldRef=2 configMapKeyRef=3 secretKeyRef=4',
  V1ObjectFieldSelector: 'apiVersion=1 fieldPath=2',
  V1ResourceFieldSelector: 'containerName=1 resource=2 divisor=3',
  V1ConfigMapKeySelector: '>V1LocalObjectReference=1 key=2 optional=3*',
  V1SecretKeySelector: '>V1LocalObjectReference=1 key=2 optional=3*',
  V1EnvFromSource: 'prefix=1 configMapRef=2 secretRef=3',
  V1ConfigMapEnvSource: '>V1LocalObjectReference=1 optional=2*',
  V1SecretEnvSource: '>V1LocalObjectReference=1 optional=2*',
  V1ResourceRequirements: 'limits=1 requests=2',
  V1VolumeMount: 'name=1 readOnly=2 mountPath=3 subPath=4 mountPropagation=5 subPathExpr=6 recursiveReadOnly=7',
  V1VolumeDevice: 'name=1 devicePath=2',
  V1Probe:
    '>ProbeHandler=1 initialDelaySeconds=2 timeoutSeconds=3 periodSeconds=4 successThreshold=5 failureThreshold=6 terminationGracePeriodSeconds=7*',
  ProbeHandler: 'exec=1 httpGet=2 tcpSocket=3 grpc=4',
  V1Lifecycle: 'postStart=1 preStop=2',
  V1LifecycleHandler: 'exec=1 httpGet=2 tcpSocket=3 sleep=4',
  V1SleepAction: 'seconds=1',
  V1ExecAction: 'command=1',
  V1HTTPGetAction: 'path=1 port=2 host=3 scheme=4 httpHeaders=5',
  V1HTTPHeader: 'name=1 value=2',
  V1TCPSocketAction: 'port=1 host=2',
  V1GRPCAction: 'port=1 service=2',
  V1SecurityContext:
    'capabilities=1 privileged=2* runAsUser=4* runAsNonRoot=5* readOnlyRootFilesystem=6* allowPrivilegeEscalation=7* runAsGroup=8* procMount=9 seccompProfile=11',
  V1PodSecurityContext:
    'runAsUser=2* runAsNonRoot=3* supplementalGroups=4 fsGroup=5* runAsGroup=6* fsGroupChangePolicy=9 seccompProfile=10 supplementalGroupsPolicy=12',
  V1Capabilities: 'add=1 drop=2',
  V1SeccompProfile: 'type=1 localhostProfile=2',
  V1Toleration: 'key=1 operator=2 value=3 effect=4 tolerationSeconds=5*',
  V1HostAlias: 'ip=1 hostnames=2',
  V1Volume: 'name=1 >VolumeSource=2',
  VolumeSource: 'hostPath=1 emptyDir=2* secret=6 persistentVolumeClaim=10 downwardAPI=16 configMap=19 projected=26',
  V1HostPathVolumeSource: 'path=1 type=2',
  V1EmptyDirVolumeSource: 'medium=1 sizeLimit=2',
  V1SecretVolumeSource: 'secretName=1 items=2 defaultMode=3* optional=4*',
  V1ConfigMapVolumeSource: '>V1LocalObjectReference=1 items=2 defaultMode=3* optional=4*',
  V1PersistentVolumeClaimVolumeSource: 'claimName=1 readOnly=2',
  V1KeyToPath: 'key=1 path=2 mode=3*',
  V1DownwardAPIVolumeSource: 'items=1 defaultMode=2*',
  V1DownwardAPIVolumeFile: 'path=1 fieldRef=2 resourceFieldRef=3 mode=4*',
  V1ProjectedVolumeSource: 'sources=1 defaultMode=2*',
  V1VolumeProjection: 'secret=1 downwardAPI=2 configMap=3 serviceAccountToken=4',
  V1SecretProjection: '>V1LocalObjectReference=1 items=2 optional=4*',
  V1ConfigMapProjection: '>V1LocalObjectReference=1 items=2 optional=4*',
  V1DownwardAPIProjection: 'items=1',
  V1ServiceAccountTokenProjection: 'audience=1 expirationSeconds=2* path=3',

  V1MutatingWebhookConfiguration: 'metadata=1 webhooks=2',
  V1MutatingWebhook:
    'name=1 clientConfig=2 rules=3 failurePolicy=4 namespaceSelector=5 sideEffects=6 timeoutSeconds=7* admissionReviewVersions=8 matchPolicy=9 reinvocationPolicy=10 objectSelector=11',
  AdmissionregistrationV1WebhookClientConfig: 'service=1 caBundle=2 url=3',
  AdmissionregistrationV1ServiceReference: 'namespace=1 name=2 path=3 port=4*',
  V1RuleWithOperations: 'operations=1 >Rule=2',
  Rule: 'apiGroups=1 apiVersions=2 resources=3 scope=4',

  AuthenticationV1TokenRequest: 'metadata=1 spec=2 status=3',
  V1TokenRequestSpec: 'audiences=1 boundObjectRef=3 expirationSeconds=4*',
  V1BoundObjectReference: 'kind=1 apiVersion=2 name=3 uid=4',
  V1TokenReview: 'metadata=1 spec=2 status=3',
  V1TokenReviewSpec: 'token=1 audiences=2',
  V1SelfSubjectReview: 'metadata=1 status=2',
  V1SelfSubjectAccessReview: 'metadata=1 spec=2 status=3',
  V1SelfSubjectAccessReviewSpec: 'resourceAttributes=1 nonResourceAttributes=2',
  V1ResourceAttributes: 'namespace=1 verb=2 group=3 version=4 resource=5 subresource=6 name=7',
  V1NonResourceAttributes: 'path=1 verb=2',
}

/** What a body's `kind` is in the table of known fields. */
export const BODY_TYPES: Readonly<Record<string, string>> = {
  ConfigMap: 'V1ConfigMap',
  DeleteOptions: 'V1DeleteOptions',
  Deployment: 'V1Deployment',
  Endpoints: 'V1Endpoints',
  Event: 'CoreV1Event',
  MutatingWebhookConfiguration: 'V1MutatingWebhookConfiguration',
  Namespace: 'V1Namespace',
  Pod: 'V1Pod',
  ReplicaSet: 'V1ReplicaSet',
  Secret: 'V1Secret',
  SelfSubjectAccessReview: 'V1SelfSubjectAccessReview',
  SelfSubjectReview: 'V1SelfSubjectReview',
  Service: 'V1Service',
  ServiceAccount: 'V1ServiceAccount',
  TokenRequest: 'AuthenticationV1TokenRequest',
  TokenReview: 'V1TokenReview',
}
