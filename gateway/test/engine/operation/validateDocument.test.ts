import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readSupergraph } from '../../../src/engine/supergraph/readSupergraph.js';
import { validateDocument } from '../../../src/engine/operation/validateDocument.js';
import { composeSubgraphs } from '../testSupergraph.js';

const schema = buildSchema(`
  enum Colour { RED GREEN }
  input By { name: String }
  type Query { title(by: By, colour: Colour): String other: Query }`);

const messages = (source: string, suggestions?: number) =>
  validateDocument(schema, parse(source), suggestions).map(({ message }) => message);

describe('validation', () => {
  it('suggests names for the first errors only', () => {
    expect(messages('{ titel tittle tilte titl }')).toEqual([
      'Cannot query field "titel" on type "Query". Did you mean "title"?',
      'Cannot query field "tittle" on type "Query". Did you mean "title"?',
      'Cannot query field "tilte" on type "Query". Did you mean "title"?',
      'Cannot query field "titl" on type "Query".',
    ]);
    expect(messages('{ titel tittle }', 1)[1]).toBe('Cannot query field "tittle" on type "Query".');
  });

  it.each([
    '{ titel }',
    '{ title(bi: { name: "x" }) }',
    '{ title(by: { nam: "x" }) }',
    '{ title(colour: REDD) }',
    '{ ... on Qery { title } }',
  ])('suggests nothing where that is hidden: %s', (source) => {
    expect(messages(source).join()).toContain('Did you mean');
    expect(messages(source, 0).join()).not.toContain('Did you mean');
    expect(messages(source, 0)).toHaveLength(1);
  });

  it('never suggests what clients cannot see', () => {
    const sdl = 'type Query { visible: Int secret: Int @inaccessible } type Secret @inaccessible { id: ID }';
    const { schema: shown } = readSupergraph(composeSubgraphs({ a: { sdl } }));
    const source = '{ secrt ... on Secrt { id } vsible }';
    expect(validateDocument(shown, parse(source)).map(({ message }) => message)).toEqual([
      'Cannot query field "secrt" on type "Query".',
      'Unknown type "Secrt".',
      'Cannot query field "vsible" on type "Query". Did you mean "visible"?',
    ]);
  });

  it('finds what graphql-js finds', () => {
    const source =
      'query ($a: Int, $b: By) { x: title(by: $c) ...F x: other { title } } fragment F on Query { nothing(by: $b) ...F }';
    const found = validate(schema, parse(source)).map(({ message }) => message);
    expect(found.length).toBeGreaterThan(4);
    expect(messages(source, 10)).toEqual(found);
  });

  it('stops after ten errors, and says so', () => {
    const found = messages(`{ ${Array.from({ length: 30 }, (_, n) => `x${n}`).join(' ')} }`);
    expect(found).toHaveLength(11);
    expect(found.at(-1)).toContain('Too many');
  });
});
