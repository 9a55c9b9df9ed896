/** The road with boto3: root sets it up, a token becomes a session, the session reads what the role may read. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node'
import { startRehearsal } from '../src/testing/index.ts'
import { cleanEnvironment, runProgram, skipWithout } from './support/programs.ts'

const SCRIPT = `
import json, os, sys
import boto3
from botocore.exceptions import ClientError

issuer = os.environ['IRSA_ISSUER_URL']
provider = issuer.replace('https://', '')
iam, sts, ssm = boto3.client('iam'), boto3.client('sts'), boto3.client('ssm')
iam.create_open_id_connect_provider(Url=issuer, ClientIDList=['sts.amazonaws.com'], ThumbprintList=['0' * 40])
trust = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': 'sts:AssumeRoleWithWebIdentity',
    'Principal': {'Federated': 'arn:aws:iam::123456789012:oidc-provider/' + provider},
    'Condition': {'StringEquals': {provider + ':sub': 'system:serviceaccount:default:default'}}}]}
role = iam.create_role(RoleName='app', AssumeRolePolicyDocument=json.dumps(trust))['Role']
assert iam.get_role(RoleName='app')['Role']['AssumeRolePolicyDocument'] == trust
read = {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 'ssm:GetParameter', 'Resource': '*'}}
iam.put_role_policy(RoleName='app', PolicyName='read', PolicyDocument=json.dumps(read))
ssm.put_parameter(Name='/greeting', Type='String', Value='hola')

def session(token, **more):
    answer = sts.assume_role_with_web_identity(RoleArn=role['Arn'], RoleSessionName='boto3', WebIdentityToken=token, **more)
    keys = answer['Credentials']
    return boto3.Session(keys['AccessKeyId'], keys['SecretAccessKey'], keys['SessionToken'])

token = sys.stdin.read().strip()
pod = session(token)
print(pod.client('sts').get_caller_identity()['Arn'])
print(pod.client('ssm').get_parameter(Name='/greeting')['Parameter']['Value'])

def refused(call):
    try:
        call()
    except ClientError as error:
        print(error.response['Error']['Code'], error.response['ResponseMetadata']['HTTPStatusCode'])
    else:
        print('not refused')

deny = json.dumps({'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'}})
refused(lambda: pod.client('ssm').put_parameter(Name='/other', Type='String', Value='x'))
refused(lambda: session(token, Policy=deny).client('ssm').get_parameter(Name='/greeting'))
refused(lambda: session(token, DurationSeconds=7200))
refused(lambda: session(token[:-8] + 'AAAAAAAA'))
refused(lambda: iam.create_role(RoleName='app', AssumeRolePolicyDocument=json.dumps(trust)))
print(len(list(iam.get_paginator('list_roles').paginate(PaginationConfig={'PageSize': 1}))))
`

test('boto3 walks the road, and is refused with the codes of AWS', { skip: skipWithout.boto3 }, async () => {
  await using rehearsal = await startRehearsal()
  const config = new KubeConfig()
  config.loadFromFile(rehearsal.environment.KUBECONFIG)
  const request = {
    namespace: 'default',
    name: 'default',
    body: { spec: { audiences: ['sts.amazonaws.com'], expirationSeconds: 3600 } },
  }
  const { status } = await config.makeApiClient(CoreV1Api).createNamespacedServiceAccountToken(request)
  const env = { ...cleanEnvironment(), ...rehearsal.environment }
  const { code, stdout, stderr } = await runProgram('python3', ['-c', SCRIPT], { env, input: status?.token ?? '' })
  assert.equal(code, 0, stderr)
  assert.deepEqual(stdout.trim().split('\n'), [
    'arn:aws:sts::123456789012:assumed-role/app/boto3',
    'hola',
    'AccessDeniedException 400',
    'AccessDeniedException 400',
    'ValidationError 400',
    'InvalidIdentityToken 400',
    'EntityAlreadyExists 409',
    '1',
  ])
})
