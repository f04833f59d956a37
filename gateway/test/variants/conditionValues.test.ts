import { describe, expect, it } from 'vitest';
import { conditionValues } from '../../src/variants/conditionValues.js';
import { testSupergraph } from '../engine/testSupergraph.js';

const { engine } = testSupergraph({
  a: { sdl: 'type Query { a(x: String): Int b: Int c: Int }', resolvers: {} },
});
const preparation = engine.prepare(
  `query ($p: Boolean!, $q: Boolean! = true, $r: Boolean! = false, $secret: String) {
    a(x: $secret) @include(if: $p) b @skip(if: $q) c @skip(if: $r)
  }`,
);
if (!preparation.ok) throw new Error('not valid');
const { operation } = preparation;

describe('the values of conditions', () => {
  it.each([
    [{}, { p: false, q: true, r: false }],
    [
      { p: true, q: false, r: true },
      { p: true, q: false, r: true },
    ],
    [
      { p: true, secret: 'mine' },
      { p: true, q: true, r: false },
    ],
    [
      { p: 'true', q: null },
      { p: false, q: true, r: false },
    ],
    [JSON.parse('{"__proto__": {"p": true}}') as Record<string, unknown>, { p: false, q: true, r: false }],
  ])('of %j are %j', (inputs, expected) => {
    expect(conditionValues(operation, inputs)).toEqual(expected);
  });
});
