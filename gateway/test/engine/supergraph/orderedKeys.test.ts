import { parse, print, type DocumentNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { orderedKeys } from '../../../src/engine/supergraph/orderedKeys.js';
import { composeSubgraphs } from '../testSupergraph.js';

/** The keys of a type by subgraph, in the order they stand in. */
function keysOf(document: DocumentNode, type: string): readonly string[] {
  const definition = print(document)
    .split(/\n\n/)
    .find((text) => text.startsWith(`type ${type}`));
  const joins = definition?.matchAll(/@join__type\(graph: (\w+), key: "([^"]+)"/g) ?? [];
  return [...joins].map(([, graph, key]) => `${graph ?? ''} ${key ?? ''}`);
}

const compose = (one: string, two: string) =>
  parse(composeSubgraphs({ one: { sdl: one }, two: { sdl: `type Query { x: Int } ${two}` } }));

describe('the keys of a type, as the planner gets them', () => {
  it('end with those that most subgraphs have', () => {
    const document = compose(
      'type A @key(fields: "id") { id: ID! }',
      'type A @key(fields: "id") @key(fields: "code") { id: ID! code: Int! }',
    );
    expect(keysOf(document, 'A')).toEqual(['ONE id', 'TWO id', 'TWO code']);
    expect(keysOf(orderedKeys(document), 'A')).toEqual(['TWO code', 'ONE id', 'TWO id']);
  });

  it.each([
    ['one key', 'type A @key(fields: "id") { id: ID! }', 'type A @key(fields: "id") { id: ID! }'],
    [
      'keys that all have',
      'type A @key(fields: "id") { id: ID! b: Int @shareable }',
      'type A @key(fields: "id") @key(fields: "b") { id: ID! b: Int @shareable }',
    ],
    [
      'keys of one subgraph',
      'type B { b: Int }',
      'type A @key(fields: "id") @key(fields: "code") { id: ID! code: Int! }',
    ],
  ])('stay, and the document with them, where there are %s', (_title, one, two) => {
    const document = compose(one, two);
    expect(orderedKeys(document)).toBe(document);
  });
});
