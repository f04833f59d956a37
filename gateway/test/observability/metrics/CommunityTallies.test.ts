import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommunityTallies } from '../../../src/observability/metrics/CommunityTallies.js';

const pause = 1_800_000;

/** Tallies with a clock that is set by hand. */
function talliesOf(capacity: number) {
  const clock = { ms: 0 };
  const tallies = new CommunityTallies({ capacity, now: () => clock.ms });
  const names = () => [...tallies.entries()].map(([name]) => name).slice(2);
  return { tallies, clock, names };
}

describe('tallies of communities', () => {
  it('are one for each id, and nobody’s for no id', () => {
    const { tallies, names } = talliesOf(10);
    expect(tallies.of('com_a')).toBe(tallies.of('com_a'));
    expect(tallies.of('com_b')).not.toBe(tallies.of('com_a'));
    expect(tallies.of('')).toBe(tallies.nobody);
    expect(names()).toEqual(['com_a', 'com_b']);
  });

  it.each(['none', 'other', 'a b', 'a"', 'a\n', 'ä', 'x'.repeat(65)])('are the others’ for %j', (id) => {
    const { tallies, names } = talliesOf(10);
    expect(tallies.of(id)).toBe(tallies.others);
    expect(names()).toEqual([]);
  });

  it('are the others’ when all places are taken', () => {
    const { tallies, names } = talliesOf(2);
    tallies.of('com_a').answered++;
    tallies.of('com_b');
    expect(tallies.of('com_c')).toBe(tallies.others);
    expect(tallies.of('com_a').answered).toBe(1);
    expect(names()).toEqual(['com_a', 'com_b']);
  });

  it('make room after half an hour of silence, but not while something of theirs is open', () => {
    const { tallies, clock, names } = talliesOf(3);
    tallies.of('com_silent');
    tallies.of('com_busy');
    tallies.of('com_open').subscribe();
    expect(tallies.of('com_new')).toBe(tallies.others);
    clock.ms = pause;
    tallies.of('com_busy');
    expect(tallies.of('com_new')).not.toBe(tallies.others);
    expect(names()).toEqual(['com_busy', 'com_open', 'com_new']);
  });

  it('look for room at most each half hour, since looking goes through all of them', () => {
    const { tallies, clock } = talliesOf(1);
    tallies.of('com_a');
    tallies.of('com_b');
    clock.ms = pause - 1;
    expect(tallies.of('com_b')).toBe(tallies.others);
    clock.ms = pause;
    expect(tallies.of('com_b')).not.toBe(tallies.others);
  });

  it('are never more than there is room for, and never named by what is no id', () => {
    const id = fc.string({ unit: fc.constantFrom('a', 'b', '_', '"', ' ', 'é', '\n'), maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(id, fc.nat(2 * pause))), fc.nat(5), (requests, capacity) => {
        const { tallies, clock, names } = talliesOf(capacity);
        for (const [community, passed] of requests) {
          clock.ms += passed;
          tallies.of(community);
          expect(names().length).toBeLessThanOrEqual(capacity);
        }
        for (const name of names()) expect(name).toMatch(/^[\w-]{1,64}$/);
      }),
    );
  });
});
