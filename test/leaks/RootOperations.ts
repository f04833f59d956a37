import type { SubgraphName } from '@ai-collective/contracts';
import { entityTypesOf } from '@ai-collective/platform/testing';
import { buildASTSchema, OperationTypeNode, parse, type GraphQLField, type GraphQLSchema } from 'graphql';
import type { Draw } from './Draw.js';
import type { LeakSubgraph, Question } from './LeakSubgraph.js';
import { computeOperations } from './operations/compute.js';
import { entityKinds } from './operations/entities.js';
import { governanceOperations } from './operations/governance.js';
import { identityOperations } from './operations/identity.js';
import type { Operations } from './operations/Operation.js';
import { storageOperations } from './operations/storage.js';
import { selectionOf } from './selectionOf.js';

const argumentsOf: Readonly<Record<SubgraphName, Operations>> = {
  identity: identityOperations,
  compute: computeOperations,
  storage: storageOperations,
  governance: governanceOperations,
};

const [shallow, deep] = [2, 9];

/** One thing that can be asked of a subgraph: a root field, or an entity by its key. */
export interface RootOperation {
  readonly subgraph: LeakSubgraph;
  /** Such as `identity.members` or `compute._entities(Job)`. */
  readonly name: string;
  readonly isMutation: boolean;
  /** The same question for the same draws. */
  readonly question: (draw: Draw) => Question;
}

/** Everything that a subgraph can be asked. Throws for a root field or an entity whose arguments nobody said how to draw. */
export function rootOperationsOf(subgraph: LeakSubgraph): readonly RootOperation[] {
  const schema = buildASTSchema(parse(subgraph.sdl), { assumeValidSDL: true });
  return [...fieldsOf(subgraph, schema), ...entitiesOf(subgraph, schema)];
}

function fieldsOf(subgraph: LeakSubgraph, schema: GraphQLSchema): readonly RootOperation[] {
  const found = Object.values(OperationTypeNode).flatMap((operation) =>
    Object.values(schema.getRootType(operation)?.getFields() ?? {}).map((field) => ({ operation, field })),
  );
  const known = argumentsOf[subgraph.name];
  requireSame(
    `test/leaks/operations/${subgraph.name}.ts`,
    found.map(({ field }) => field.name),
    Object.keys(known),
  );
  return found.map(({ operation, field }) => ({
    subgraph,
    name: `${subgraph.name}.${field.name}`,
    isMutation: operation === OperationTypeNode.MUTATION,
    question: (draw) => {
      const variables = known[field.name]?.(draw) ?? {};
      const query = queryOf({ operation, field, given: Object.keys(variables), deepest: depth(draw) });
      return { query, variables, isSubscription: operation === OperationTypeNode.SUBSCRIPTION };
    },
  }));
}

function entitiesOf(subgraph: LeakSubgraph, schema: GraphQLSchema): readonly RootOperation[] {
  const known = entityKinds[subgraph.name];
  const types = entityTypesOf(subgraph.sdl);
  requireSame('test/leaks/operations/entities.ts', types, Object.keys(known));
  return types.map((typename) => ({
    subgraph,
    name: `${subgraph.name}._entities(${typename})`,
    isMutation: false,
    question: (draw) => {
      const kind = known[typename] ?? 'community';
      const key = kind === 'cid' ? 'cid' : 'id';
      const representations = [{ __typename: typename, [key]: draw.some(kind) }];
      const type = schema.getType(typename);
      const selection = type === undefined ? '' : selectionOf(type as never, { deepest: depth(draw) });
      const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ... on ${typename} ${selection} } }`;
      return { query, variables: { representations }, isSubscription: false };
    },
  }));
}

const depth = (draw: Draw) => (draw.random.chance(0.2) ? deep : shallow);

function queryOf({
  operation,
  field,
  given,
  deepest,
}: {
  readonly operation: OperationTypeNode;
  readonly field: GraphQLField<unknown, unknown>;
  readonly given: readonly string[];
  readonly deepest: number;
}): string {
  const args = field.args.filter(({ name }) => given.includes(name));
  const declared = args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = args.map(({ name }) => `${name}: $${name}`).join(', ');
  const parentheses = (text: string) => (text === '' ? '' : `(${text})`);
  return `${operation} Leak${parentheses(declared)} { ${field.name}${parentheses(passed)} ${selectionOf(field.type, { deepest })} }`;
}

function requireSame(file: string, found: readonly string[], known: readonly string[]): void {
  const missing = found.filter((name) => !known.includes(name));
  const gone = known.filter((name) => !found.includes(name));
  if (missing.length > 0)
    throw new Error(
      `${missing.join(', ')}: say in ${file} how the arguments are drawn, so that leaks are looked for`,
    );
  if (gone.length > 0) throw new Error(`${gone.join(', ')}: in ${file}, but not in the schema`);
}
