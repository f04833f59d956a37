import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VariantDefinition } from '../../src/variants/VariantDefinition.js';
import { platformVariantKey, variantKey } from '../../src/variants/variantKey.js';

const subgraph = fc.record({ name: fc.string(), url: fc.string(), sdl: fc.string() });
const tags = fc.array(fc.string({ maxLength: 3 }), { maxLength: 3 });
const definition = fc.record({
  subgraphs: fc.array(subgraph, { maxLength: 3 }),
  contract: fc.record({ include: tags, exclude: tags }),
});

/** What a definition means: sets of subgraphs and of tags. */
const meaning = ({ subgraphs, contract }: VariantDefinition) =>
  JSON.stringify([
    subgraphs.map(({ name, url, sdl }) => JSON.stringify([name, url, sdl])).sort(),
    [...new Set(contract?.include)].sort(),
    [...new Set(contract?.exclude)].sort(),
  ]);

describe('the key of a variant', () => {
  it('is the platform’s when there is nothing of its own', () => {
    expect(variantKey({ subgraphs: [] })).toBe(platformVariantKey);
    expect(variantKey({ subgraphs: [], contract: { include: [], exclude: [] } })).toBe(platformVariantKey);
  });

  it('is the same exactly when definitions mean the same', () => {
    fc.assert(
      fc.property(definition, definition, (a, b) => {
        expect(variantKey(a) === variantKey(b)).toBe(meaning(a) === meaning(b));
      }),
    );
  });

  it('does not depend on order', () => {
    fc.assert(
      fc.property(definition, (one) => {
        const { include, exclude } = one.contract;
        const other = {
          subgraphs: [...one.subgraphs].reverse(),
          contract: { include: [...include].reverse(), exclude: [...exclude, ...exclude] },
        };
        expect(variantKey(other)).toBe(variantKey(one));
      }),
    );
  });

  it('tells moved boundaries apart', () => {
    const keys = [
      { subgraphs: [{ name: 'ab', url: 'c', sdl: '' }] },
      { subgraphs: [{ name: 'a', url: 'bc', sdl: '' }] },
      { subgraphs: [], contract: { include: ['a'], exclude: [] } },
      { subgraphs: [], contract: { include: [], exclude: ['a'] } },
    ].map(variantKey);
    expect(new Set(keys).size).toBe(4);
  });
});
