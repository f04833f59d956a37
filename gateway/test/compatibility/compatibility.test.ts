import { readdirSync } from 'node:fs';
import {
  execute,
  GraphQLError,
  parse,
  subscribe,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { PlannerProcess } from '../../src/engine/planning/process/PlannerProcess.js';
import {
  errorsOf,
  openTestSupergraph,
  readResult,
  testSupergraph,
  type TestResult,
  type TestSupergraph,
} from '../engine/testSupergraph.js';
import type { Case, Supergraph } from './Supergraph.js';
import { supergraphs } from './supergraphs.js';

type Answer = Pick<Case, 'data' | 'errors'>;

const count = supergraphs.reduce((sum, { cases }) => sum + cases.length, 0);
const failing = supergraphs.flatMap(({ name, cases }) =>
  cases.flatMap(({ title, knownFailure }) => (knownFailure === undefined ? [] : [`${name}: ${title}`])),
);

describe(`${count} cases over ${supergraphs.length} supergraphs, ${failing.length} of them known to fail`, () => {
  describe.each(supergraphs)('$name', (supergraph) => {
    let running: TestSupergraph;
    beforeAll(() => void (running = testSupergraph(supergraph.subgraphs)));

    for (const expected of supergraph.cases)
      testFor(expected)(expected.title, async () => {
        supergraph.reset?.();
        if (expected.endsPlanner !== true) return check(running, expected);
        const planners = new PlannerProcess({ limitMs: 10_000 });
        await openTestSupergraph(supergraph.subgraphs, planners)
          .then((apart) => check(apart, expected))
          .finally(() => planners.close());
      });

    it.runIf(supergraph.whole)('expects what graphql-js answers over one schema', async () => {
      const schema = supergraph.whole?.();
      if (schema !== undefined) await compareWithWhole(supergraph, schema);
    });
  });

  it('are enough, and each supergraph has some of its own name', () => {
    expect(count).toBeGreaterThanOrEqual(150);
    expect(supergraphs.length).toBeGreaterThanOrEqual(30);
    expect(new Set(supergraphs.map(({ name }) => name)).size).toBe(supergraphs.length);
    expect(supergraphs.filter(({ cases }) => cases.length < 2)).toEqual([]);
    for (const { name, cases } of supergraphs)
      expect(new Set(cases.map(({ title }) => title)).size, name).toBe(cases.length);
  });

  it('include those of every file of supergraphs', () => {
    expect(supergraphs.length).toBe(readdirSync(new URL('supergraphs', import.meta.url)).length);
  });
});

function testFor({ knownFailure }: Case): typeof it.fails {
  return knownFailure === undefined ? it : it.fails;
}

async function check(running: TestSupergraph, expected: Case): Promise<void> {
  running.calls.splice(0);
  running.intercept.clear();
  for (const [name, answer] of Object.entries(expected.intercept ?? {})) running.intercept.set(name, answer);
  if (expected.events !== undefined) {
    expect(await eventsOf(running, expected)).toEqual(expected.events.map(inFull));
    return;
  }
  const result = await running.run(expected.query, expected.variables, expected.operationName);
  const asked = running.calls.map(({ subgraph, query }) => `${subgraph}: ${query}`).join('\n');
  expect(answerOf(result), asked).toEqual(inFull(expected));
  expect(JSON.stringify(result.data), 'the order of the members').toBe(JSON.stringify(expected.data));
  if (expected.calls !== undefined)
    expect(running.calls.map(({ subgraph }) => subgraph).sort(), asked).toEqual(expected.calls);
}

function inFull({ data, errors = [] }: Answer): Answer {
  return { ...(data === undefined ? {} : { data }), errors };
}

function answerOf(result: TestResult): Answer {
  return { ...('data' in result ? { data: result.data } : {}), errors: errorsOf(result) };
}

async function eventsOf({ engine }: TestSupergraph, { query, variables }: Case): Promise<readonly Answer[]> {
  const preparation = engine.prepare(query);
  if (!preparation.ok) return [answerOf({ errors: preparation.errors })];
  const answers: Answer[] = [];
  for await (const result of engine.subscribe(preparation.operation, { variables, context: undefined })) {
    answers.push(answerOf(readResult(result)));
  }
  return answers;
}

async function compareWithWhole(supergraph: Supergraph, schema: GraphQLSchema): Promise<void> {
  for (const expected of supergraph.cases) {
    if (expected.intercept !== undefined || expected.withoutOracle !== undefined) continue;
    supergraph.reset?.();
    for (const [n, answer] of (await answersOfWhole(schema, expected)).entries()) {
      const { data, errors = [] } = expected.events?.[n] ?? expected;
      expect(JSON.stringify(answer.data), expected.title).toBe(JSON.stringify(data));
      expect(pathsOf(answer), expected.title).toEqual(errors.map((error) => error.split(' ')[0]).sort());
    }
  }
}

async function answersOfWhole(
  schema: GraphQLSchema,
  { query, variables = {}, operationName, events }: Case,
): Promise<readonly ExecutionResult[]> {
  const document = parsed(query);
  const errors = document instanceof GraphQLError ? [document] : validate(schema, document);
  if (document instanceof GraphQLError || errors.length > 0) return [{ errors }];
  const request = { schema, document, variableValues: variables, ...(operationName && { operationName }) };
  if (events === undefined) return [overTheWire(await execute(request))];
  const source = await subscribe(request);
  if (!(Symbol.asyncIterator in source)) return [source];
  const answers: ExecutionResult[] = [];
  for await (const event of source) answers.push(overTheWire(event));
  expect(answers.length).toBe(events.length);
  return answers;
}

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function overTheWire(result: ExecutionResult): ExecutionResult {
  return JSON.parse(JSON.stringify(result)) as ExecutionResult;
}

function pathsOf({ errors = [] }: ExecutionResult): readonly string[] {
  return errors.map(({ path = [] }) => path.join('.')).sort();
}
