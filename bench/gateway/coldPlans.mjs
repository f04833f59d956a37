import { differentOperations } from './differentOperations.mjs';

/**
 * What the first run of an operation costs, with all the work that gateways remember later: many different operations, each once,
 * over one connection. They are run twice, the gateway started anew in between, so that the subgraphs have all answers ready
 * and only the gateway is cold.
 */
export async function coldPlans(arena, { contenders, count, warmUpMs, say }) {
  const queries = differentOperations(count);
  const job = { queries, connections: 1, requests: queries.length };
  const rows = [];
  for (const contender of contenders) {
    say(`${count} different operations: ${contender.name}`);
    const about = {
      label: contender.name,
      setting: `${count} operations, each the first time`,
      connections: 1,
    };
    try {
      await freshly(arena, contender, (started) => arena.measure(started, job));
      const seen = await freshly(arena, contender, async (started) => {
        await arena.measure(started, { connections: 50, leadInMs: warmUpMs, windowMs: 10 });
        return arena.measure(started, job);
      });
      rows.push({ ...about, ...seen });
    } catch (error) {
      console.error(`${contender.name} FAILED: ${error.message}`);
      rows.push({ ...about, failure: error.message });
    }
  }
  return rows;
}

async function freshly(arena, contender, use) {
  const started = await arena.start(contender);
  try {
    return await use(started);
  } finally {
    await arena.stop(started);
  }
}
