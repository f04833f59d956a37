import { EngineCounters } from '../../engine/EngineCounters.js';
import { CommunityTallies } from './CommunityTallies.js';
import { SubgraphTallies } from './SubgraphTallies.js';

/** What a gateway counts of its work, whether anybody reads it or not. */
export class GatewayMetrics {
  readonly communities: CommunityTallies;
  readonly subgraphs = new SubgraphTallies();
  /** Of all engines together. */
  readonly engine = new EngineCounters();

  constructor({ METRICS_COMMUNITIES: capacity }: { readonly METRICS_COMMUNITIES: number }) {
    this.communities = new CommunityTallies({ capacity, now: () => performance.now() });
  }
}
