import { buildSchema, parse, separateOperations, validate, visit, type DocumentNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { OperationTooLargeError } from '../../../src/engine/operation/plannedDocument.js';
import { shallowDocument } from '../../../src/engine/plan/shallowDocument.js';

const schema =
  buildSchema(`type Query { knot: Knot chain: Chain } type Knot { id: ID knot: Knot chain: Chain }
  interface Chain { id: ID chain: Chain } type Ring implements Chain { id: ID chain: Chain } type Hook implements Chain { id: ID chain: Chain }`);

const deep = (field: string, levels: number) =>
  parse(`${`{ ${field} `.repeat(levels)}{ id }${' }'.repeat(levels)}`);

function deepestOf(document: DocumentNode): number {
  let [depth, deepest] = [0, 0];
  visit(document, {
    SelectionSet: {
      enter: () => {
        deepest = Math.max(deepest, ++depth);
      },
      leave: () => {
        depth--;
      },
    },
  });
  return deepest;
}

/** Fields along the way, with the fragments in their place. */
function levelsOf(document: DocumentNode): number {
  let count = 0;
  visit(document, {
    Field: () => {
      count++;
    },
  });
  return count;
}

describe('what the planner gets of deep operations', () => {
  it.each(['knot', 'chain', 'chain { ... on Hook { chain { ... on Ring'])(
    'goes on in fragments: %s',
    (field) => {
      const document = field.includes('{')
        ? parse(
            `{ chain { ${'chain { ... on Hook { chain { ... on Ring { '.repeat(40)}id${' } } } }'.repeat(40)} } }`,
          )
        : deep(field, 120);
      const shallow = shallowDocument(document, schema);
      expect(deepestOf(document)).toBeGreaterThan(100);
      expect(deepestOf(shallow)).toBeLessThan(40);
      expect(validate(schema, shallow)).toEqual([]);
      expect(levelsOf(shallow)).toBe(levelsOf(document));
      expect(Object.keys(separateOperations(shallow))).toHaveLength(1);
    },
  );

  it('is the document itself when it is not deep', () => {
    const document = deep('knot', 20);
    expect(shallowDocument(document, schema).definitions).toEqual(document.definitions);
  });

  it('is nothing when there are more levels than it would end with', () => {
    expect(() => shallowDocument(deep('knot', 400), schema)).not.toThrow();
    expect(() => shallowDocument(deep('knot', 402), schema)).toThrow(OperationTooLargeError);
  });
});
