import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cursorOf, pageOf, pageSize, positionOf } from '../../src/rules/page.js';

describe('pageSize', () => {
  it.each([
    [null, 20],
    [0, 0],
    [1, 1],
    [100, 100],
    [101, 100],
    [2_147_483_647, 100],
    [-5, 0],
  ])('of %j is %i', (first, size) => {
    expect(pageSize(first)).toBe(size);
  });
});

describe('pageOf', () => {
  it('knows by the row too many that there is more', () => {
    expect(pageOf([3, 2, 1], 2)).toEqual({ rows: [3, 2], hasNextPage: true });
    expect(pageOf([3, 2], 2)).toEqual({ rows: [3, 2], hasNextPage: false });
    expect(pageOf([], 2)).toEqual({ rows: [], hasNextPage: false });
  });
});

describe('cursors', () => {
  const position = fc.integer({ min: 0, max: 2_147_483_647 });

  it('stand for the position they were made of', () => {
    fc.assert(fc.property(position, (number) => positionOf(cursorOf(number)) === number));
  });

  it('are known only as they were given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), position.map(String)), (text) => {
        const found = positionOf(text);
        expect(found === undefined || cursorOf(found) === text).toBe(true);
      }),
    );
  });

  it.each([
    '',
    'n1',
    '1',
    `${cursorOf(1)}=`,
    ` ${cursorOf(1)}`,
    Buffer.from('n01').toString('base64url'),
    Buffer.from('n-1').toString('base64url'),
    Buffer.from('n1.5').toString('base64url'),
    Buffer.from('n9999999999999999').toString('base64url'),
  ])('that nobody gave are refused: %j', (text) => {
    expect(positionOf(text)).toBeUndefined();
  });
});
