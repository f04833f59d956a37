import { judged } from './contenders.mjs';
import { thousandIdentities } from './settings.mjs';

/** Milliseconds for a machine of any speed: 2.8 and 1.9 were set where the aggregator took 1.57 to 1.75 ms. */
const cpuOverAggregator = [1.69, 1.14];

/** The targets of the gateway, judged by what the rows say. A row that failed misses its targets, and one that is not there leaves them unknown. */
export function targetsOf(rows) {
  const row = ({ name }, setting, connections) =>
    rows.find(
      (each) => each.label === name && each.setting === setting && each.connections === connections,
    ) ?? {};
  const beside = (contender) => row(contender, thousandIdentities, 50);
  const { rps = NaN, cpu = NaN, peak = NaN } = beside(judged.ours);
  const added =
    row(judged.ours, thousandIdentities, 1).p50 - row(judged.aggregator, thousandIdentities, 1).p50;
  const shared = row(judged.ours, 'B', 50).rps / row(judged.hiveSharing, 'B', 50).rps;
  const wrong = rows.filter(({ failure }) => failure !== undefined).map(({ label }) => label);
  return [
    atLeast('RPS / Apollo Gateway, A, 50 connections', rps / beside(judged.apolloGateway).rps, [8, 11]),
    atMost('CPU ms a request, A, 50 connections', cpu, [2.8, 1.9]),
    atMost('CPU / the aggregator, A, 50 connections', cpu / beside(judged.aggregator).cpu, cpuOverAggregator),
    atLeast('RPS / Hive Gateway with requests shared, B, 50 connections', shared, [1.3]),
    atMost('peak RSS in MiB, A, 50 connections', peak, [300, 180]),
    atMost('p50 in ms over the aggregator, A, 1 connection', added, [1.5, 0.5]),
    {
      name: 'contenders with wrong answers',
      value: wrong.join(', ') || 'none',
      target: 'none',
      isKnown: true,
      ok: wrong.length === 0,
    },
  ];
}

function atLeast(name, value, [floor, aim]) {
  return target({ name, value, ok: value >= floor, sign: '≥', floor, aim });
}

function atMost(name, value, [floor, aim]) {
  return target({ name, value, ok: value <= floor, sign: '≤', floor, aim });
}

function target({ name, value, ok, sign, floor, aim }) {
  const wanted = aim === undefined ? `${sign} ${floor}` : `${sign} ${floor}, aim ${aim}`;
  return {
    name: `${judged.ours.name}: ${name}`,
    value: value.toFixed(2),
    target: wanted,
    ok,
    isKnown: !Number.isNaN(value),
  };
}
