import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../src/limits/checkDocument.js';
import { checkSource } from '../../src/limits/checkSource.js';
import { shopSubgraphs } from './shop/shopSubgraphs.js';
import { testSupergraph } from './testSupergraph.js';

const limits = {
  depth: 30,
  aliases: 500,
  rootFields: 100,
  selections: 10_000,
  tokens: 15_000,
  directives: 500,
};

const pieces = [
  ...[
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    ':',
    '...',
    '@',
    '!',
    '$',
    '=',
    '|',
    '&',
    ',',
    '"',
    '"""',
    '\\',
    '#',
    '\n',
  ],
  ...[
    'query',
    'mutation',
    'subscription',
    'fragment',
    'on',
    'true',
    'null',
    '1',
    '-1',
    '1e999',
    '"text"',
    '\u0000',
    '\ud800',
  ],
  ...[
    '@skip(if: true)',
    '@include(if: $v)',
    '$v',
    '$v: Int',
    '__typename',
    '__schema { types { name } }',
    '__type(name: "User")',
  ],
  ...[
    '...F',
    'fragment F on Query { ...F }',
    'constructor',
    '__proto__',
    'toString',
    'a: ',
    'id',
    'name',
    '_entities',
    '_service',
  ],
];

/** A small, quick and repeatable source of numbers from 0 to 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Valid operations, cut and mixed with pieces of grammar. */
function mutated(base: string, random: () => number): string {
  let text = base;
  const changes = Math.floor(random() * 4);
  for (let change = 0; change < changes; change++) {
    const at = Math.floor(random() * text.length);
    const length = random() < 0.5 ? 0 : Math.floor(random() * 12);
    const piece = pieces[Math.floor(random() * pieces.length)] ?? '';
    text = `${text.slice(0, at)} ${piece} ${text.slice(at + length)}`;
  }
  return text;
}

describe('100,000 random operations', () => {
  it('are answered or refused with a code, and nothing breaks', async () => {
    const { engine, run } = testSupergraph(shopSubgraphs, {
      checks: {
        source: (source) => checkSource(source, limits),
        document: (document) => checkDocument(document, limits),
      },
    });
    const fields = Object.keys(engine.schema.getQueryType()?.getFields() ?? {});
    const random = randomNumbers(20_261_122);
    const counts = { answered: 0, refused: 0 };
    for (let round = 0; round < 100_000; round++) {
      const field = fields[round % fields.length] ?? '';
      const base = `query Q($v: Boolean = true) { ${field} { __typename } a: ${field} @include(if: $v) { __typename } }`;
      const source = mutated(base, random);
      const preparation = engine.prepare(source);
      if (preparation.ok && counts.answered < 2_000) {
        counts.answered++;
        const { errors = [] } = await run(source).catch((cause: unknown) => {
          throw new Error(`It broke at: ${source}`, { cause });
        });
        for (const { extensions } of errors) expect(extensions.code, source).toMatch(/^[A-Z][A-Z_]+$/);
      } else if (!preparation.ok) {
        counts.refused++;
        for (const { extensions } of preparation.errors)
          expect(extensions.code, source).toMatch(/^[A-Z][A-Z_]+$/);
      }
    }
    expect(counts.answered).toBeGreaterThan(100);
    expect(counts.refused).toBeGreaterThan(10_000);
  }, 300_000);
});
