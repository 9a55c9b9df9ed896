/**
 * Makes a policy document ready to be asked: once per version of its text, for all requests.
 */
import type { CompiledPolicy } from './compiled.ts'
import { resourceTest } from './engine/arn-pattern.ts'
import { conditionTest } from './engine/condition-test.ts'
import type { Pattern } from './engine/pattern.ts'
import { readPattern } from './engine/pattern.ts'
import { principalTest } from './engine/principal-test.ts'
import type { CompiledStatement, Program } from './engine/program.ts'
import type { TextTest } from './engine/text-test.ts'
import { anyPatternTest, anyTest } from './engine/text-test.ts'
import type { Clause, PolicyDocument, Statement } from './language/document.ts'
import type { RequestContext } from './request.ts'

/** Compiles a document that `parsePolicy` accepted. */
export function compilePolicy(document: PolicyDocument): CompiledPolicy {
  const variables = document.version === '2012-10-17'
  const statements = document.statements.map((statement) => compileStatement(statement, variables))
  const program: Omit<Program, keyof CompiledPolicy> & { kind: CompiledPolicy['kind'] } = {
    kind: document.kind,
    document,
    statements,
    allows: statements.filter(({ source }) => source.effect === 'Allow'),
    denies: statements.filter(({ source }) => source.effect === 'Deny'),
  }
  return program as Program
}

function compileStatement(statement: Statement, variables: boolean): CompiledStatement {
  const { principals, resources } = statement
  return {
    source: statement,
    ...(principals === undefined ? {} : { principal: principalTest(principals, statement.effect) }),
    action: actionTest(statement.actions),
    resource: resources === undefined ? () => true : resourceClauseTest(resources, variables),
    conditions: statement.conditions.map((clause) => conditionTest(clause, variables)),
  }
}

const NO_CONTEXT: RequestContext = {}

function actionTest(clause: Clause): (action: string) => boolean {
  const patterns = clause.values
    .map(({ text }) => readPattern(text.toLowerCase(), { wildcards: true, variables: false }))
    .filter((pattern): pattern is Pattern => pattern !== undefined)
  const test = anyPatternTest(patterns)
  return clause.negated ? (action) => !test(action, NO_CONTEXT) : (action) => test(action, NO_CONTEXT)
}

function resourceClauseTest(clause: Clause, variables: boolean): TextTest {
  const tests = clause.values
    .map(({ text }) => resourceTest(text, variables))
    .filter((test): test is TextTest => test !== undefined)
  const test = anyTest(tests)
  return clause.negated ? (text, context) => !test(text, context) : test
}
