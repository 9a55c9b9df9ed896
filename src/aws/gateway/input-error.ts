/**
 * Refusals of inputs, in the codes of each protocol.
 * Source: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html and the same page of other services.
 */
import { AwsError, type AwsService, type InputProblem } from '../operation/index.ts'
import type { FormProblem, JsonProblem, QueryTreeProblem } from '../wire/index.ts'

const FORM_WORDS: Readonly<Record<FormProblem['kind'] | QueryTreeProblem['kind'], string>> = {
  'bad-encoding': 'is not percent-encoded UTF-8',
  'too-many': 'is one too many for one request',
  'name-too-long': 'has too long a name',
  repeated: 'is given more than once',
  'too-deep': 'is nested too deeply',
  'value-and-branch': 'is given both as a value and as a structure',
}

const NAME_CHARACTERS = 128

export function formError(problem: FormProblem | QueryTreeProblem): AwsError {
  const code = problem.kind === 'bad-encoding' ? 'MalformedQueryString' : 'InvalidQueryParameter'
  const subject = problem.name === undefined ? 'A parameter' : `The parameter ${problem.name.slice(0, NAME_CHARACTERS)}`
  return new AwsError(code, 400, `${subject} ${FORM_WORDS[problem.kind]}.`)
}

const JSON_WORDS: Readonly<Record<JsonProblem, string>> = {
  'not-utf8': 'The body is not UTF-8.',
  'not-json': 'The body is not JSON.',
  'not-an-object': 'The body is not a JSON object.',
  'too-deep': 'The body is nested too deeply.',
}

export function jsonError(problem: JsonProblem): AwsError {
  return new AwsError('SerializationException', 400, JSON_WORDS[problem])
}

export function inputError(service: AwsService, problem: InputProblem): AwsError {
  const query = service.protocol === 'query'
  if (problem.kind === 'malformed') return new AwsError(query ? 'MalformedInput' : 'SerializationException', 400, problem.message)
  return new AwsError(service.invalidInput?.code ?? (query ? 'ValidationError' : 'ValidationException'), 400, problem.message)
}
