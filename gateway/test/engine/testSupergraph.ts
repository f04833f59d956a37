import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices, type CompositionResult } from '@theguild/federation-composition';
import { execute, parse, subscribe, validate, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { createEngine, type Engine, type EngineSettings } from '../../src/engine/createEngine.js';
import { openEngine } from '../../src/engine/openEngine.js';
import { stringifyResult, type EngineError, type EngineResult } from '../../src/engine/EngineError.js';
import type { JsonObject } from '../../src/engine/jsonObject.js';
import type { Planners } from '../../src/engine/planning/Planner.js';
import type { SubgraphRequest, SubgraphTransport } from '../../src/engine/transport/SubgraphTransport.js';

export type Resolvers = Record<string, Record<string, unknown>>;

export interface TestSubgraph {
  readonly sdl: string;
  readonly resolvers: Resolvers;
}

export type TestSubgraphs = Readonly<Record<string, TestSubgraph>>;

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@override", "@inaccessible", "@interfaceObject", "@tag",
  "@composeDirective", "@authenticated", "@requiresScopes", "@policy"])\n`;

/** Composes subgraphs; throws with the composition's errors. */
export function composeSubgraphs(subgraphs: Readonly<Record<string, { readonly sdl: string }>>): string {
  const services = Object.entries(subgraphs).map(([name, { sdl }]) => ({
    name,
    typeDefs: parse(link + sdl),
    url: `http://${name}.invalid/graphql`,
  }));
  const result: CompositionResult = composeServices(services);
  if (result.errors !== undefined) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return result.supergraphSdl;
}

/** An executable subgraph, as a service would serve it. */
export function subgraphSchema({ sdl, resolvers }: TestSubgraph): GraphQLSchema {
  return buildSubgraphSchema([{ typeDefs: parse(link + sdl), resolvers: resolvers as never }]);
}

/** One call a subgraph got. */
export interface RecordedCall {
  readonly subgraph: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A response as a client reads it. */
export interface TestResult {
  readonly data?: JsonObject | null;
  readonly errors?: readonly EngineError[];
}

export interface TestSupergraph {
  readonly engine: Engine<undefined>;
  readonly calls: RecordedCall[];
  /** Answers instead of a subgraph while it is set. */
  readonly intercept: Map<string, (request: SubgraphRequest<undefined>) => unknown>;
  run(query: string, variables?: JsonObject, operationName?: string): Promise<TestResult>;
}

/** An engine over subgraphs that graphql-js executes in this process. */
export function testSupergraph(
  subgraphs: TestSubgraphs,
  settings: Partial<EngineSettings<undefined>> = {},
): TestSupergraph {
  const { transport, ...seen } = servedSubgraphs(subgraphs);
  const supergraph = composeSubgraphs(subgraphs);
  return runOn(createEngine<undefined>({ supergraph, transport, ...settings }), seen);
}

/** The same, planned elsewhere. */
export async function openTestSupergraph(
  subgraphs: TestSubgraphs,
  planners: Planners,
): Promise<TestSupergraph> {
  const { transport, ...seen } = servedSubgraphs(subgraphs);
  const supergraph = composeSubgraphs(subgraphs);
  return runOn(await openEngine<undefined>({ supergraph, transport, planners }), seen);
}

type Seen = Pick<TestSupergraph, 'calls' | 'intercept'>;

function runOn(engine: Engine<undefined>, seen: Seen): TestSupergraph {
  const run: TestSupergraph['run'] = async (query, variables = {}, operationName = '') => {
    const preparation = engine.prepare(query, operationName);
    if (!preparation.ok) return { errors: preparation.errors };
    return readResult(await engine.execute(preparation.operation, { variables, context: undefined }));
  };
  return { engine, ...seen, run };
}

function servedSubgraphs(subgraphs: TestSubgraphs): Seen & Pick<EngineSettings<undefined>, 'transport'> {
  const calls: RecordedCall[] = [];
  const intercept: TestSupergraph['intercept'] = new Map();
  const schemas = new Map(
    Object.entries(subgraphs).map(([name, subgraph]) => [name, subgraphSchema(subgraph)]),
  );
  const transport = (subgraph: string): SubgraphTransport<undefined> => {
    const schema = schemas.get(subgraph);
    if (schema === undefined) throw new Error(`no subgraph ${subgraph}`);
    const record = ({ query, variables }: SubgraphRequest<undefined>) =>
      calls.push({ subgraph, query, variables });
    return {
      fetch: async (request) => {
        record(request);
        const answer = intercept.get(subgraph);
        return overTheWire(await (answer === undefined ? runOnSubgraph(schema, request) : answer(request)));
      },
      subscribe: (request) => {
        record(request);
        return events(schema, request);
      },
    };
  };
  return { transport, calls, intercept };
}

/** Subgraphs validate what they are asked, so a query the planner got wrong cannot pass unseen. */
async function runOnSubgraph(
  schema: GraphQLSchema,
  { query, variables }: SubgraphRequest<undefined>,
): Promise<ExecutionResult> {
  const document = parse(query);
  const errors = validate(schema, document);
  if (errors.length > 0) return { errors };
  return execute({ schema, document, variableValues: variables });
}

async function* events(
  schema: GraphQLSchema,
  { query, variables }: SubgraphRequest<undefined>,
): AsyncGenerator {
  const source = await subscribe({ schema, document: parse(query), variableValues: variables });
  if (!(Symbol.asyncIterator in source)) {
    yield overTheWire(source);
    return;
  }
  for await (const event of source) yield overTheWire(event);
}

function overTheWire(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

export function readResult(result: EngineResult): TestResult {
  return JSON.parse(stringifyResult(result).toString()) as TestResult;
}

/** Paths and codes of a result's errors, in a fixed order. */
export function errorsOf(result: TestResult): readonly string[] {
  return (result.errors ?? [])
    .map(({ path, extensions }) => `${(path ?? []).join('.')} ${extensions.code}`)
    .sort();
}
