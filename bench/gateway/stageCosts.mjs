import { alone, judged } from './contenders.mjs';

/** Rows that say what the stages before the engine cost: ours with all of them on, less ours with none, in the same setting. */
export function stageCosts(rows) {
  const of = ({ name }) => rows.filter(({ label, failure }) => label === name && failure === undefined);
  return of(judged.ours).flatMap((on) => {
    const off = of(alone).find(
      ({ setting, connections }) => setting === on.setting && connections === on.connections,
    );
    if (off === undefined || on.cpu === undefined || off.cpu === undefined) return [];
    const { setting, connections } = on;
    return [
      { label: 'stages on less off', setting, connections, p50: on.p50 - off.p50, cpu: on.cpu - off.cpu },
    ];
  });
}
