// How long it takes to count a vote: ours, with rounds, transfers and every pair of options, beside Snapshot's library, on the same
// ballots in one process each; then how governance votes, enforces and keeps its log in the whole system. Processor time is that of the process, so that the work of other threads counts too.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { measureService } from './governance/service.mjs';

const counter = path.join(import.meta.dirname, 'governance/countVotes.mjs');
const wantedMs = 2_000;

const votes = [
  { method: 'single-choice', options: 20 },
  { method: 'approval', options: 20 },
  { method: 'weighted', options: 4 },
  { method: 'score', options: 20 },
  { method: 'quadratic', options: 4 },
  { method: 'copeland', options: 20 },
  { method: 'instant-runoff', options: 20 },
];
/** What Snapshot counts too. */
const counted = ['single-choice', 'approval', 'weighted', 'copeland', 'instant-runoff'];

export async function bench({ quick, say }) {
  const ballots = quick ? 100_000 : 1_000_000;
  const rounds = quick ? 1 : 3;
  const rows = [];
  for (const { method, options } of votes)
    for (const by of counted.includes(method) ? ['ours', 'snapshot.js'] : ['ours']) {
      say(`${method}, ${by}`);
      const runs = Array.from({ length: rounds }, (_, round) =>
        count({ by, method, options, ballots, seed: round + 1 }),
      );
      rows.push({ method, options, by, ...summary(runs) });
    }
  const runoff = rows.find(({ method, by }) => method === 'instant-runoff' && by === 'ours');
  const aMillion = Math.round((runoff.ms * 1_000_000) / ballots);
  const service = await measureService({ quick, say });
  return {
    title:
      `governance: ${ballots.toLocaleString('en')} ballots of random rankings, approvals, shares and scores, counted on one core; ` +
      `the mean of ${rounds} votes. Memory is what counting takes besides the ballots. ${inWords(service)}`,
    rows,
    targets: [
      atMost('an instant run-off of a million ballots over 20 options', aMillion, wantedMs),
      atLeast('ballots a second, through the gateway', perSecond(service.ballots), 1_000),
      atMost('from taking effect to being enforced by four services, p99', at(service.effects, 0.99), 2_000),
      atLeast('audit records appended a second', perSecond(service.appends), 20_000),
      atMost(`an inclusion proof among ${service.proofs.leaves}, p50`, at(service.proofs.times, 0.5), 5),
    ],
  };
}

function inWords({ ballots, effects, appends, proofs }) {
  const ms = (times, share) => at(times, share).toFixed(1);
  return [
    `Through the whole system: ${ballots.ballots} ballots, ${perSecond(ballots)} a second, p50 ${ms(ballots.times, 0.5)} ms, ` +
      `p99 ${ms(ballots.times, 0.99)} ms, 64 at a time.`,
    `${effects.length} first refusals, or leaves, after policies took effect: p50 ${ms(effects, 0.5)} ms, p99 ${ms(effects, 0.99)} ms.`,
    `The log: ${appends.count} records appended by a thousand, ${perSecond(appends)} a second, ` +
      `${((1_000 * appends.processorMs) / appends.count).toFixed(0)} µs of the service's processor time each.`,
    `Inclusion proofs among ${proofs.leaves} records: p50 ${ms(proofs.times, 0.5)} ms, p99 ${ms(proofs.times, 0.99)} ms.`,
  ].join(' ');
}

const perSecond = ({ count, ballots, ms }) => Math.round((1_000 * (count ?? ballots)) / ms);
/** Of times in order. */
const at = (times, share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
const atMost = (name, ms, most) => ({
  ...{ name, value: `${Number(ms.toFixed(1))} ms`, target: `≤ ${most} ms`, ok: ms <= most },
});
const atLeast = (name, value, least) => ({ name, value, target: `≥ ${least}`, ok: value >= least });

/** Counts in a process of its own, bound to one core where the machine can. */
function count(vote) {
  const node = [process.execPath, '--expose-gc', '--max-old-space-size=8192', counter, JSON.stringify(vote)];
  const [program, ...words] = process.platform === 'linux' ? ['taskset', '-c', '0', ...node] : node;
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', timeout: 600_000 });
  if (status !== 0) throw new Error(`${vote.by} could not count ${vote.method}: ${stderr}`);
  return JSON.parse(stdout);
}

function summary(runs) {
  const mean = (of) => runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
  return {
    ms: Math.round(mean(({ ms }) => ms)),
    'processor ms': Math.round(mean(({ processorMs }) => processorMs)),
    'ballots/s': Math.round(mean(({ ballots, ms }) => (1_000 * ballots) / ms)).toLocaleString('en'),
    MiB: Math.round(Math.max(...runs.map(({ bytes }) => bytes)) / 2 ** 20),
  };
}
