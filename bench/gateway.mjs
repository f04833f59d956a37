// A federation gateway's cost: the public federation benchmark's heavy query through our gateway, its peers, and the floors and
// ceilings around them, one at a time on one core, with the subgraphs and the load on another.
import { Arena } from './gateway/Arena.mjs';
import { contenders } from './gateway/contenders.mjs';

const settings = [
  { setting: 'A', connections: 1 },
  { setting: 'A', connections: 50 },
  { setting: 'A', connections: 500 },
  { setting: 'B', connections: 50 },
];

export async function bench({ quick, say }) {
  const arena = await Arena.open();
  try {
    const rows = [];
    for (const contender of contenders) {
      say(contender.name);
      const started = await arena.start(contender);
      await arena.measure(started, {
        setting: 'A',
        connections: 50,
        leadInMs: quick ? 1_000 : 8_000,
        windowMs: 10,
      });
      for (const work of settings) {
        const figures = await arena.measure(started, {
          ...work,
          leadInMs: 500,
          windowMs: quick ? 1_500 : 4_000,
        });
        rows.push({ label: contender.name, ...work, ...figures });
        say(JSON.stringify(rows.at(-1)));
      }
      await arena.stop(started);
    }
    return { title: 'gateway', rows, targets: [] };
  } finally {
    await arena.close();
  }
}
