import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenShare, nextTurn, type Claimant, type FairShare } from '../../src/rules/fairShare.js';

function serve(rounds: number, claimants: readonly [Claimant, ...Claimant[]]): Map<string, number> {
  const served = new Map<string, number>();
  let share: FairShare = evenShare;
  for (let round = 0; round < rounds; round += 1) {
    const turn = nextTurn(share, claimants);
    share = turn.share;
    const { costMs } = claimants.find(({ community }) => community === turn.community) ?? { costMs: 0 };
    served.set(turn.community, (served.get(turn.community) ?? 0) + costMs);
  }
  return served;
}

describe('nextTurn', () => {
  it('gives communities that always have work equal time, whatever their tasks cost', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 2, maxLength: 6 }), (costs) => {
        const [first, ...others] = costs.map((costMs, index) => ({ community: `com_${index}`, costMs }));
        if (first === undefined) return;
        const served = [...serve(3_000, [first, ...others]).values()];
        expect(served).toHaveLength(costs.length);
        expect(Math.max(...served) - Math.min(...served)).toBeLessThanOrEqual(2 * Math.max(...costs));
      }),
    );
  });

  it('takes turns between two communities with like tasks', () => {
    const claimants = [
      { community: 'a', costMs: 10 },
      { community: 'b', costMs: 10 },
    ] as const;
    let share = evenShare;
    const turns = [1, 2, 3, 4].map(() => {
      const turn = nextTurn(share, claimants);
      share = turn.share;
      return turn.community;
    });
    expect(turns).toEqual(['a', 'b', 'a', 'b']);
  });

  it('lets nobody save up turns while it has nothing waiting', () => {
    let share = nextTurn(evenShare, [
      { community: 'a', costMs: 1 },
      { community: 'b', costMs: 100 },
    ]).share;
    expect(share.granted.a).toBe(99);
    share = nextTurn(share, [{ community: 'b', costMs: 100 }]).share;
    expect(share.granted).not.toHaveProperty('a');
  });
});
