// The greeter of walkthrough W1: per request it reads /my/parameter with the AWS SDK. There is no credential in
// this program, in its environment or in its files: the SDK finds the role that the service account names.
import http from 'node:http'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'

const ssm = new SSMClient({ maxAttempts: 1 })

async function greet(request, response) {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/my/parameter' }))
    response.end(`Greeting: ${Parameter.Value}\n`)
    console.log(`${request.method} ${request.url} -> greeted`)
  } catch (error) {
    response.statusCode = 502
    response.end(`${error.name}: ${error.message}\n`)
    console.log(`${request.method} ${request.url} -> ${error.name}`)
  }
}

const server = http.createServer(greet)
server.listen(8080, () => console.log('listening on 8080'))
process.on('SIGTERM', () => server.close(() => process.exit(0)))
