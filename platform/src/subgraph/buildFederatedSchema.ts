import 'reflect-metadata';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { parse, type GraphQLSchema } from 'graphql';
import { buildSchema, createResolversMap, getMetadataStorage, type NonEmptyArray } from 'type-graphql';

/** `__resolveReference` of each entity type, by type name. Answers null for what does not exist or may not be seen. */
export type ReferenceResolvers<Context> = Readonly<
  Record<
    string,
    (reference: Readonly<Record<string, unknown>>, context: Context) => Promise<object | null | undefined>
  >
>;

/** A type-graphql resolver class. */
export type ResolverClass = abstract new (...parameters: never[]) => object;

interface FederatedSchemaSettings<Context> {
  readonly resolvers: NonEmptyArray<ResolverClass>;
  readonly container: ReadonlyMap<unknown, unknown>;
  readonly referenceResolvers?: ReferenceResolvers<Context>;
}

const federationLink = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.7",
  import: ["@key", "@shareable", "@requires", "@provides", "@external", "@tag", "@inaccessible", "@override",
    "@authenticated", "@requiresScopes", "@policy"]
)`;

/**
 * Builds the executable subgraph schema from type-graphql classes, and its SDL as it is committed in `schema.graphql`.
 * Directives are printed by @graphql-tools/utils: the subgraph library's own printer loses those type-graphql sets.
 */
export async function buildFederatedSchema<Context>(
  settings: FederatedSchemaSettings<Context>,
): Promise<{ readonly schema: GraphQLSchema; readonly sdl: string }> {
  const base = await buildSchema({
    resolvers: settings.resolvers,
    orphanedTypes: extendedTypes(settings.resolvers),
    container: { get: (type) => settings.container.get(type) },
    validate: false,
    skipCheck: true,
    pubSub: noPubSub,
  });
  const sdl = `${federationLink}\n\n${withoutDefaultSchema(printSchemaWithDirectives(base))}\n`;
  const resolvers = createResolversMap(base) as Record<string, object>;
  for (const [typeName, resolve] of Object.entries(settings.referenceResolvers ?? {}))
    resolvers[typeName] = {
      ...resolvers[typeName],
      __resolveReference: async (reference: Record<string, unknown>, context: Context) => {
        const entity = await resolve(reference, context);
        return entity == null ? null : { ...entity, __typename: typeName };
      },
    };
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  return { schema, sdl };
}

/**
 * The types that the classes have field resolvers for. They are part of the schema even where no query of this
 * subgraph leads to them: the gateway asks for them by key, to add these fields to another subgraph's entity.
 */
function extendedTypes(resolvers: readonly ResolverClass[]) {
  const { fieldResolvers, resolverClasses } = getMetadataStorage();
  const extending = new Set(fieldResolvers.map(({ target }) => target));
  return resolverClasses
    .filter(({ target }) => extending.has(target) && resolvers.some((resolver) => resolver === target))
    .map(({ getObjectType }) => getObjectType());
}

/** type-graphql asks for one, though every subscription of ours brings its own iterable with `subscribe`. */
const noPubSub = {
  publish: (): never => refuseTopic(),
  subscribe: (): never => refuseTopic(),
};

function refuseTopic(): never {
  throw new Error('Give the subscription a `subscribe` function; there are no topics.');
}

/** The printer writes `schema { query: Query … }`, which a schema extension may not follow. */
function withoutDefaultSchema(sdl: string): string {
  return sdl.replace(/^schema\s*\{[^}]*\}\s*/, '');
}
