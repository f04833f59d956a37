import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appendLinks,
  emptyHead,
  firstBreak,
  genesisHash,
  type ChainLink,
} from '../../src/rules/hashChain.js';

const bodies = fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 12 });
/** A chain, and the index of one of its links. */
const chainAndPlace = bodies.chain((list) =>
  fc.record({
    chain: fc.constant(appendLinks(emptyHead, list)),
    index: fc.integer({ min: 0, max: list.length - 1 }),
  }),
);

function linkAt(chain: readonly ChainLink[], index: number): ChainLink {
  const link = chain[index];
  if (link === undefined) throw new Error('no such link');
  return link;
}

function replaced(chain: readonly ChainLink[], index: number, change: Partial<ChainLink>): ChainLink[] {
  return chain.map((link, place) => (place === index ? { ...link, ...change } : link));
}

describe('appendLinks', () => {
  it('hashes the place, the hash before and the body, each on a line', () => {
    const [first, second] = appendLinks(emptyHead, ['one', 'two']);
    const hash = createHash('sha256')
      .update(`1\n${'0'.repeat(64)}\none`)
      .digest('hex');
    expect(first).toEqual({ sequence: 1, body: 'one', previousHash: genesisHash, hash });
    expect(second).toMatchObject({ sequence: 2, previousHash: hash });
  });

  it('gives one chain however the records are divided into appends', () => {
    fc.assert(
      fc.property(bodies, fc.nat(), (list, at) => {
        const cut = at % (list.length + 1);
        const first = appendLinks(emptyHead, list.slice(0, cut));
        const rest = appendLinks(first.at(-1) ?? emptyHead, list.slice(cut));
        expect([...first, ...rest]).toEqual(appendLinks(emptyHead, list));
      }),
    );
  });
});

describe('firstBreak', () => {
  it('finds nothing in a chain as it was appended, from any head', () => {
    fc.assert(
      fc.property(chainAndPlace, ({ chain, index }) => {
        expect(firstBreak(emptyHead, chain)).toBeUndefined();
        expect(firstBreak(linkAt(chain, index), chain.slice(index + 1))).toBeUndefined();
      }),
    );
    expect(firstBreak(emptyHead, [])).toBeUndefined();
  });

  it('finds a changed record at its place', () => {
    fc.assert(
      fc.property(chainAndPlace, fc.string({ unit: 'binary' }), ({ chain, index }, body) => {
        fc.pre(body !== linkAt(chain, index).body);
        expect(firstBreak(emptyHead, replaced(chain, index, { body }))).toBe(index + 1);
      }),
    );
  });

  it('finds a changed hash, previous hash or place at its place', () => {
    const change = fc.constantFrom<Partial<ChainLink>>(
      { hash: 'f'.repeat(64) },
      { previousHash: 'f'.repeat(64) },
      { sequence: 99 },
    );
    fc.assert(
      fc.property(chainAndPlace, change, ({ chain, index }, wrong) => {
        expect(firstBreak(emptyHead, replaced(chain, index, wrong))).toBe(index + 1);
      }),
    );
  });

  it('finds a record that was changed together with its hash, at the record after it', () => {
    fc.assert(
      fc.property(chainAndPlace, ({ chain, index }) => {
        fc.pre(index < chain.length - 1);
        const before = index === 0 ? emptyHead : linkAt(chain, index - 1);
        const [forged] = appendLinks(before, [`${linkAt(chain, index).body}!`]);
        expect(firstBreak(emptyHead, replaced(chain, index, forged ?? {}))).toBe(index + 2);
      }),
    );
  });

  it('finds a deleted record at its place, unless it was the last', () => {
    fc.assert(
      fc.property(chainAndPlace, ({ chain, index }) => {
        const left = chain.filter((_, place) => place !== index);
        const last = index === chain.length - 1;
        expect(firstBreak(emptyHead, left)).toBe(last ? undefined : index + 1);
      }),
    );
  });

  it('finds two exchanged records at the place of the first', () => {
    fc.assert(
      fc.property(chainAndPlace, fc.nat(), ({ chain, index }, other) => {
        const partner = other % chain.length;
        fc.pre(partner !== index);
        const [left, right] = [linkAt(chain, index), linkAt(chain, partner)];
        const exchanged = replaced(replaced(chain, index, right), partner, left);
        expect(firstBreak(emptyHead, exchanged)).toBe(Math.min(index, partner) + 1);
      }),
    );
  });

  it('finds an inserted record, wherever the forger fitted it in', () => {
    fc.assert(
      fc.property(chainAndPlace, fc.string(), ({ chain, index }, body) => {
        const before = index === 0 ? emptyHead : linkAt(chain, index - 1);
        const [forged] = appendLinks(before, [body]);
        const inserted = [...chain.slice(0, index), ...(forged ? [forged] : []), ...chain.slice(index)];
        expect(firstBreak(emptyHead, inserted)).toBe(index + 2);
        const renumbered = inserted.map((link, place) => ({ ...link, sequence: place + 1 }));
        expect(firstBreak(emptyHead, renumbered)).toBe(index + 2);
      }),
    );
  });
});
