/** Whose requests they are: everybody's own, a thousand people's in turn, or all one person's. */
const identities = { each: undefined, thousand: 1_000, one: 1 };

/** More products than the data has, for an answer of 8 MiB. */
const hugeQuery = '{ topProducts(first: 17200) { upc name price weight inStock reviews { id body } } }';

/**
 * The benchmark's settings. B over one connection would be A over one connection: there is nothing to share. `quick` looks whether
 * everything works; its figures mean little.
 */
export function settingsOf(quick) {
  const windowMs = quick ? 1_000 : 4_000;
  const rounds = quick ? 1 : 3;
  const load = (setting, connections, job) => ({
    setting,
    connections,
    rounds: connections > 100 ? 1 : rounds,
    // Until every connection has had an answer of a slow gateway, latencies are those of an empty queue.
    job: { connections, leadInMs: Math.max(300, connections * (quick ? 4 : 20)), windowMs, ...job },
  });
  const huge = { queries: [hugeQuery], connections: 2, requests: quick ? 4 : 20 };
  return {
    warmUpMs: quick ? 1_000 : 8_000,
    coldOperations: quick ? 100 : 1_000,
    everyone: [
      load('A', 1),
      load('A', 50),
      load('A', 500),
      load('B', 50, { identities: identities.one }),
      load('B', 500, { identities: identities.one }),
      load('A, subgraphs take 50 ms', 50, { delay: 50 }),
    ],
    gateways: [{ setting: 'A, 8 MiB answer', connections: 2, rounds: 1, job: huge }],
    judged: [
      load(thousandIdentities, 1, { identities: identities.thousand }),
      load(thousandIdentities, 50, { identities: identities.thousand }),
    ],
  };
}

/** Credentials are known after their first use, as those of real clients are; no two requests under way share one. */
export const thousandIdentities = 'A, 1,000 identities in turn';
