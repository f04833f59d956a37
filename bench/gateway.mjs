// What a federation gateway costs: the public federation benchmark's heavy query through our gateway, its peers, and the floors and
// ceilings around them, in turns on one core, with the subgraphs and the load on another. Every answer is checked. In setting A
// each request has an identity of its own that reaches the subgraphs, so nothing can be shared; in setting B all have the same.
import { Arena } from './gateway/Arena.mjs';
import { coldPlans } from './gateway/coldPlans.mjs';
import { contenders, gateways, judged } from './gateway/contenders.mjs';
import { inTurns } from './gateway/inTurns.mjs';
import { settingsOf } from './gateway/settings.mjs';
import { targetsOf } from './gateway/targets.mjs';

export async function bench({ quick, say }) {
  const { warmUpMs, coldOperations, ...settings } = settingsOf(quick);
  const arena = await Arena.open();
  try {
    const compare = (some, works) => inTurns(arena, { contenders: some, works, warmUpMs, say });
    const rows = [
      ...(await compare(contenders, settings.everyone)),
      ...(await compare(
        [...contenders].filter(({ name }) => name === judged.ours),
        settings.judged,
      )),
      ...(await compare(gateways, settings.gateways)),
      ...(await coldPlans(arena, { count: coldOperations, warmUpMs, say })),
    ];
    return { title, rows: rows.map(printed), targets: targetsOf(rows) };
  } finally {
    await arena.close();
  }
}

const title = 'gateway: the query of the public federation benchmark (87.6 KB), one core for the gateway';

function printed({ label, setting, connections, failure, ...figures }) {
  if (failure !== undefined)
    return { label, setting, connections, RPS: `FAILED: ${failure.split('\n')[0].slice(0, 80)}` };
  const { rps, p50, p99, cpu, calls, peak, otherCore } = figures;
  return {
    label,
    setting,
    connections,
    RPS: rps.toFixed(rps < 10 ? 1 : 0),
    'p50 ms': p50.toFixed(1),
    'p99 ms': p99.toFixed(1),
    'CPU ms a request': cpu.toFixed(2),
    'subgraph calls a request': calls.toFixed(1),
    'peak RSS MiB': peak.toFixed(0),
    'other core busy': `${(100 * otherCore).toFixed(0)} %`,
  };
}
