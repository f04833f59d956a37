import { newId } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cursorOf, idOfCursor, pageOf, pageSize } from '../../src/rules/page.js';

describe('pageSize', () => {
  it.each([
    [undefined, 20],
    [null, 20],
    [0, 0],
    [7, 7],
    [100, 100],
    [101, 100],
  ])('makes %s rows %s', (first, expected) => {
    expect(pageSize(first)).toBe(expected);
  });
});

describe('pageOf', () => {
  it('has a next page exactly when more rows were read than it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.nat(20), (all, size) => {
        const page = pageOf(all.slice(0, size + 1), size);
        expect(page).toEqual({ rows: all.slice(0, size), hasNextPage: all.length > size });
      }),
    );
  });
});

describe('idOfCursor', () => {
  it('reads back every cursor', () => {
    const id = newId('device');
    expect(idOfCursor(cursorOf(id))).toBe(id);
  });

  it('takes no other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(idOfCursor(text)).toBeUndefined();
      }),
    );
  });
});
