// What a federation gateway costs: the public federation benchmark's heavy query through our gateway, its peers, and the floors and
// ceilings around them, in turns on one core, with the subgraphs and the load on another. Every answer is checked. In setting A
// each request has an identity of its own that reaches the subgraphs, so nothing can be shared; in setting B all have the same.
import { Arena } from './gateway/Arena.mjs';
import { coldPlans } from './gateway/coldPlans.mjs';
import { contenders, gateways, streaming } from './gateway/contenders.mjs';
import { inTurns } from './gateway/inTurns.mjs';
import { worksOf } from './gateway/settings.mjs';
import { stageCosts } from './gateway/stageCosts.mjs';
import { subscriptions } from './gateway/subscriptions.mjs';
import { targetsOf } from './gateway/targets.mjs';

/** `only` holds parts of the names of the contenders that take part; all do when it is empty. */
export async function bench({ quick, say, only = [] }) {
  const warmUpMs = quick ? 500 : 8_000;
  const started = performance.now();
  const tell = (line) => say(`${((performance.now() - started) / 1_000).toFixed(0).padStart(4)} s  ${line}`);
  const among = (list) =>
    list.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
  const arena = await Arena.open();
  try {
    const field = { contenders: among(contenders), works: worksOf(quick) };
    const cold = { contenders: among(gateways), count: quick ? 50 : 1_000 };
    const streams = { contenders: among(streaming), clients: quick ? 500 : 5_000, events: quick ? 3 : 20 };
    const rows = [
      ...(await inTurns(arena, { ...field, warmUpMs, say: tell })),
      ...(await coldPlans(arena, { ...cold, warmUpMs, say: tell })),
      ...(await subscriptions({ ...streams, say: tell })),
    ];
    const targets = targetsOf(rows).filter(({ isKnown }) => isKnown || only.length === 0);
    return { title, rows: [...rows, ...stageCosts(rows)].map(printed), targets };
  } finally {
    await arena.close();
  }
}

const title = 'gateway: the query of the public federation benchmark (87.6 KB), one core for the gateway';

/** A row as it is printed; figures that a setting does not have are left out. */
function printed({ label, setting, connections, failure, ...figures }) {
  const about = { label, setting, connections };
  if (failure !== undefined) return { ...about, RPS: `FAILED: ${failure.split('\n')[0].slice(0, 80)}` };
  const columns = {
    RPS: ['rps', figures.rps < 10 ? 1 : 0],
    'p50 ms': ['p50', 1],
    'p99 ms': ['p99', 1],
    'CPU ms a request': ['cpu', 2],
    'subgraph calls a request': ['calls', 1],
    'peak RSS MiB': ['peak', 0],
    'other core busy': ['otherCore', 2],
    'CPU µs a delivery': ['cpuOfDelivery', 1],
    'KiB a client': ['memoryOfClient', 1],
    'subscriptions upstream': ['upstream', 0],
  };
  const shown = Object.entries(columns).filter(([, [name]]) => figures[name] !== undefined);
  return {
    ...about,
    ...Object.fromEntries(shown.map(([title, [name, digits]]) => [title, figures[name].toFixed(digits)])),
  };
}
