import { gateways, judged } from './contenders.mjs';

/** Whose requests they are, when not each has an identity of its own: a thousand people's in turn, or all one person's. */
const identities = { thousand: 1_000, one: 1 };

/** More products than the data has, for an answer of 8 MiB. */
const hugeQuery = '{ topProducts(first: 17200) { upc name price weight inStock reviews { id body } } }';

/** Credentials are known after their first use, as those of real clients are; no two requests under way share one. */
export const thousandIdentities = 'A, 1,000 identities in turn';

/**
 * What is measured, of whom. B over one connection would be A over one connection: there is nothing to share. `quick` looks
 * whether everything works; its figures mean little.
 */
export function worksOf(quick) {
  const windowMs = quick ? 500 : 4_000;
  const rounds = quick ? 1 : 3;
  const load = (setting, connections, job) => ({
    setting,
    connections,
    rounds: connections > 100 ? 1 : rounds,
    // Until every connection has had an answer of a slow gateway, latencies are those of an empty queue.
    job: { connections, leadInMs: Math.max(200, connections * (quick ? 2 : 20)), windowMs, ...job },
  });
  // More and shorter rounds for what targets compare: the machine's speed changes from one to the next.
  const compared = (connections) => ({
    ...load(thousandIdentities, connections, {
      identities: identities.thousand,
      windowMs: quick ? 500 : 2_000,
    }),
    rounds: quick ? 1 : 7,
    contenders: [judged.ours, judged.aggregator, judged.apolloGateway],
  });
  const one = { identities: identities.one };
  const huge = { queries: [hugeQuery], connections: 2, requests: quick ? 2 : 20 };
  // Many connections come last: processes keep memory that they needed once.
  return [
    load('A', 1),
    compared(1),
    load('A', 50),
    compared(50),
    load('B', 50, one),
    load('A, subgraphs take 50 ms', 50, { delay: 50 }),
    load('A', 500),
    load('B', 500, one),
    { setting: 'A, 8 MiB answer', connections: 2, rounds: 1, job: huge, contenders: gateways },
  ];
}
