import { Kind, parse } from 'graphql';
import { createEngine } from '../../src/engine/createEngine.js';
import type { SubgraphTransport } from '../../src/engine/transport/SubgraphTransport.js';
import { composeSupergraph } from '../../src/supergraph/composeSupergraph.js';
import { SupergraphVariants } from '../../src/variants/SupergraphVariants.js';
import type { CommunitySubgraph, VariantDefinition } from '../../src/variants/VariantDefinition.js';
import type { PlatformSupergraph } from '../../src/variants/VariantCompiler.js';
import { InMemoryVariantSource } from '../../src/variants/VariantSource.js';
import { egress, link } from './registration/communityParts.js';

/** Who asks, as calls to subgraphs learn of it. */
export interface TestContext {
  readonly community: string;
}

/** The platform with these schemas. */
export function platformOf(sdls: Readonly<Record<string, string>>): PlatformSupergraph {
  const subgraphs = Object.entries(sdls).map(([name, sdl]) => ({
    name,
    url: `http://${name}.invalid/graphql`,
    sdl: link + sdl,
  }));
  const composition = composeSupergraph(subgraphs);
  if (!composition.ok) throw new Error(composition.problems.join('\n'));
  return { supergraphSdl: composition.supergraphSdl, subgraphs };
}

export const smallPlatform = platformOf({
  one: 'type Query { one: String two: String secret: String @tag(name: "private") job: Job } type Job @key(fields: "id") { id: ID! }',
});

/** A community's subgraph whose root field answers who was asked by whom. */
export function ownSubgraph(name: string, field: string): CommunitySubgraph {
  return { name, url: `https://${name}.example.com/graphql`, sdl: `${link}type Query { ${field}: String }` };
}

export interface HarnessSettings {
  readonly budgetBytes?: number;
  readonly waitMs?: number;
  readonly warmMs?: number;
}

/** Variants over subgraphs that answer each root field with `subgraph address < community that asks`. */
export function variantHarness(settings: HarnessSettings = {}) {
  const source = new InMemoryVariantSource();
  const calls: { readonly url: string; readonly community: string }[] = [];
  const closed: string[] = [];
  const planned: string[] = [];
  const gate: { wait: Promise<void> | undefined } = { wait: undefined };
  const transport = (url: string): SubgraphTransport<TestContext> => ({
    fetch: async ({ query, context }) => {
      calls.push({ url, community: context.community });
      await gate.wait;
      const [operation] = parse(query).definitions;
      const selections =
        operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];
      const fields = selections.flatMap((each) =>
        each.kind === Kind.FIELD ? [(each.alias ?? each.name).value] : [],
      );
      return { data: Object.fromEntries(fields.map((name) => [name, `${url} < ${context.community}`])) };
    },
    subscribe: () => {
      throw new Error('not in these tests');
    },
  });
  const variants = new SupergraphVariants<TestContext>({
    source,
    build: (supergraph, own) => {
      const engine = createEngine<TestContext>({ supergraph, transport: (_name, url) => transport(url) });
      const warm: typeof engine.warm = (text, ...rest) => {
        planned.push(text);
        return engine.warm(text, ...rest);
      };
      return {
        engine: { ...engine, warm },
        operationCapacity: 1_000,
        close: () => {
          closed.push(own.map(({ name }) => name).join());
          return Promise.resolve();
        },
      };
    },
    egress,
    budgetBytes: settings.budgetBytes ?? 100_000_000,
    warmOperations: 50,
    warmMs: settings.warmMs ?? 2_000,
    waitMs: settings.waitMs ?? 10_000,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  /** Runs an operation as a community: its data, or the codes of what went wrong. */
  const ask = async (community: string, query: string): Promise<unknown> => {
    try {
      const engine = await variants.engineFor(community);
      if (engine === undefined) return 'no platform';
      const preparation = engine.prepare(query);
      if (!preparation.ok) return preparation.errors.map(({ extensions }) => extensions.code);
      const { data, errors } = await engine.execute(preparation.operation, { context: { community } });
      return errors === undefined ? asObject(data) : errors.map(({ extensions }) => extensions.code);
    } catch (error) {
      return (error as { code?: unknown }).code ?? error;
    }
  };
  const define = (community: string, definition: Partial<VariantDefinition> | undefined) =>
    source.set(community, definition && { subgraphs: [], ...definition });
  return { variants, source, calls, closed, planned, gate, ask, define };
}

/** Data as a value, whether the engine gives a value or text. */
function asObject(data: Uint8Array | undefined): unknown {
  return data === undefined ? undefined : JSON.parse(Buffer.from(data).toString());
}
