import { describe, expect, it } from 'vitest';
import { SubgraphTallies } from '../../../src/observability/metrics/SubgraphTallies.js';

describe('tallies of subgraphs', () => {
  it('are one for each name', () => {
    const tallies = new SubgraphTallies();
    expect(tallies.of('a')).toBe(tallies.of('a'));
    expect(tallies.of('b')).not.toBe(tallies.of('a'));
  });

  it('are bounded, however often a supergraph is replaced', () => {
    const tallies = new SubgraphTallies();
    for (let index = 0; index < 5_000; index++) tallies.of(`subgraph${index}`);
    expect([...tallies.entries()]).toHaveLength(1_002);
    expect(tallies.of('one more')).toBe(tallies.of('yet another'));
  });
});
