import { describe, expect, it } from 'vitest';
import { inSlices } from '../../src/operations/inSlices.js';

const list = Array.from({ length: 1_234 }, (_, index) => index);

describe('inSlices', () => {
  it('gives every item once, in order, with its place', async () => {
    const seen: number[] = [];
    for await (const { start, items } of inSlices(list)) {
      expect(start).toBe(seen.length);
      seen.push(...items);
    }
    expect(seen).toEqual(list);
  });

  it('lets others have a turn between slices', async () => {
    let turns = 0;
    const slices: number[] = [];
    const others = setImmediate(function again() {
      turns++;
      if (slices.length < 3) setImmediate(again);
    });
    for await (const { start } of inSlices(list)) slices.push(start, turns);
    clearImmediate(others);
    expect(slices.filter((_, index) => index % 2 === 1)).toEqual([0, 1, 2]);
  });

  it('gives nothing of an empty list', async () => {
    for await (const slice of inSlices([])) expect.fail(JSON.stringify(slice));
  });
});
