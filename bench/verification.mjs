// What it costs not to be cheated: our rules beside BOINC's adaptive replication and a plain quorum of two, on simulated devices.
// Who they are, and what was chosen where the design is silent: verification/population.mjs. How time goes: verification/simulate.mjs.
import { boincRules, quorumOfTwo } from './verification/boincRules.mjs';
import { ourRules, ourRulesWithShortAudits } from './verification/ourRules.mjs';
import { population } from './verification/population.mjs';
import { seededRandom } from './verification/seededRandom.mjs';
import { simulate } from './verification/simulate.mjs';

const tasks = 100_000;
const wanted = { wrong: 0.0035, runs: 1.1 };

const ours = { name: 'our rules', rules: ourRules };
const boinc = { name: "BOINC's adaptive replication", rules: boincRules };
const plain = { name: 'quorum of two', rules: quorumOfTwo };
const shortAudits = { name: 'our rules, audits to the last passed check', rules: ourRulesWithShortAudits };

const sleepers = { hosts: 200, sleepers: 20, erratic: 20 };
const colluders = { hosts: 200, colluders: 20, erratic: 20 };

/** The populations of the design, which are judged. */
const judged = [
  { what: 'sleepers', mix: sleepers, tasks, contenders: [ours, boinc, plain] },
  { what: 'colluders', mix: colluders, tasks, contenders: [ours, boinc, plain] },
];

/** What the rules, or what was chosen, make of it: fewer repetitions, and no targets. */
const variations = [
  { what: 'sleepers', mix: sleepers, tasks, contenders: [shortAudits] },
  { what: 'colluders', mix: colluders, tasks, contenders: [shortAudits] },
  ...[
    { what: 'honest alone', mix: { hosts: 200 }, tasks },
    { what: 'sleepers, who cheat in 10 %', mix: { ...sleepers, cheatShare: 0.1 }, tasks },
    { what: 'sleepers, who cheat in 2 %', mix: { ...sleepers, cheatShare: 0.02 }, tasks },
    { what: 'sleepers, erratic wrong in 5 %', mix: { ...sleepers, erraticError: 0.05 }, tasks },
    { what: 'sleepers, 100 tasks a host', mix: sleepers, tasks: 20_000 },
    { what: 'sleepers, 1,000 tasks a host', mix: sleepers, tasks: 200_000 },
  ].map((one) => ({ ...one, contenders: [ours, boinc] })),
];

export async function bench({ quick, say }) {
  const repetitions = quick ? 2 : 20;
  const results = measure(judged, repetitions, say);
  const others = quick ? [] : measure(variations, 5, say);
  return {
    title:
      `verification: a job of ${tasks.toLocaleString('en')} tasks on 200 simulated hosts, 500 tasks each: 10 % sleepers or colluders, who cheat in every ` +
      'result once they are trusted, 10 % erratic, wrong in 30 % of results, the others in 0.2 %; where a row says nothing else. ' +
      `Mean ± standard deviation of ${repetitions} repetitions on the same seeds${quick ? '' : '; of 5 from the seventh row on'}. Runs count baits and audits`,
    rows: [...results, ...others].map(rowOf),
    targets: results.filter(({ contender }) => contender === ours).flatMap(targetsOf),
  };
}

function measure(populations, repetitions, say) {
  return populations.flatMap(({ what, mix, tasks: count, contenders }) =>
    contenders.map((contender) => {
      say(`${what}: ${contender.name}`);
      const outcomes = Array.from({ length: repetitions }, (_, n) => {
        const random = seededRandom(n + 1);
        const hosts = population(mix, random);
        return simulate({ makeContender: contender.rules, hosts, tasks: count, random });
      });
      return { what, contender, of: (key) => summary(outcomes.map((outcome) => outcome[key])) };
    }),
  );
}

function rowOf({ what, contender, of }) {
  return {
    devices: what,
    rules: contender.name,
    'runs a task': spread(of('runs'), (value) => value.toFixed(3)),
    'wrong as first accepted': spread(of('wrongFirst'), percent),
    'wrong in the end': spread(of('wrong'), percent),
    'never accepted': percent(of('failed').mean),
    'suspended, of 40 bad': of('suspendedBad').mean.toFixed(1),
    'suspended, of the honest': of('suspendedHonest').mean.toFixed(1),
  };
}

function targetsOf({ what, of }) {
  const [runs, wrong] = [of('runs').mean, of('wrong').mean];
  return [
    {
      name: `our rules, ${what}: runs a task`,
      value: runs.toFixed(3),
      target: `≤ ${wanted.runs.toFixed(2)}`,
      ok: runs <= wanted.runs,
    },
    {
      name: `our rules, ${what}: wrong results in the end`,
      value: percent(wrong),
      target: `≤ ${percent(wanted.wrong)}`,
      ok: wrong <= wanted.wrong,
    },
  ];
}

function summary(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

function percent(share) {
  return `${(share * 100).toFixed(2)} %`;
}

function spread({ mean, deviation }, format) {
  return `${format(mean)} ± ${format(deviation)}`;
}
