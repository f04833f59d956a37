import { describe, expect, it } from 'vitest';
import { AwaitedObjects } from '../../../src/engine/execution/AwaitedObjects.js';

describe('awaited objects', () => {
  it('are so until the last call that completes them has ended', () => {
    const awaited = new AwaitedObjects();
    const [one, two] = [{}, {}];
    awaited.await([one, two]);
    awaited.await([one]);
    awaited.release([one, two]);
    expect([awaited.has(one), awaited.has(two)]).toEqual([true, false]);
    awaited.release([one]);
    expect(awaited.has(one)).toBe(false);
  });
});
