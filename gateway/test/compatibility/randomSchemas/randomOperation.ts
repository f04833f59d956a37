import { OperationTypeNode, type GraphQLSchema } from 'graphql';
import { randomQuery } from '../../engine/randomQuery.js';
import { Chance } from './Chance.js';

const literals = {
  size: ['1', '-7', 'null', '$size'],
  shade: ['GREEN', 'BLUE', '$shade'],
  tag: ['"x"', '"y\\n"', '$tag'],
  many: ['[11, 12]', '13', '[$must]'],
  by: ['{ a: 21 }', '{ b: null }', '{ a: $size, b: ["z", null, $tag] }', '{}'],
};

const declarations = { size: 'Int', shade: 'Color = BLUE', tag: 'String!', must: 'Int!' } as const;

export const variables = { yes: true, no: false, size: 4, tag: 'ü', must: 5 };

/** A random query or mutation. The same for the same seed. */
export function randomOperation(schema: GraphQLSchema, seed: number): string {
  const chance = new Chance(seed);
  const hasMutations = schema.getMutationType() != null;
  const kind = hasMutations && chance.is(0.3) ? OperationTypeNode.MUTATION : OperationTypeNode.QUERY;
  const random = () => chance.below(1_000_000) / 1_000_000;
  const text = randomQuery({ schema, random, literals, exclude: new Set(), kind });
  const used = Object.entries(declarations).filter(([name]) => new RegExp(`\\$${name}\\b`).test(text));
  return text.replace('(', `(${used.map(([name, type]) => `$${name}: ${type}, `).join('')}`);
}
