// Counts one vote of random ballots, told as JSON, and prints what that took. The ballots are made before, in each one's own form.
import { createRequire } from 'node:module';
import { countBallots } from '@ai-collective/contracts';
import { seededRandom, shuffle } from '../verification/seededRandom.mjs';

const { by, method, options: count, ballots, seed } = JSON.parse(process.argv[2]);
const random = seededRandom(seed);
const names = Array.from({ length: count }, (_, place) => `option ${place + 1}`);
const below = (limit) => Math.floor(random() * limit);

const shuffled = () => shuffle([...names.keys()], random);

/** Each draws places of options, from 0, with numbers where the method has some. */
const draws = {
  'single-choice': () => [below(count)],
  approval: () => shuffled().slice(0, 1 + below(count)),
  weighted: () => names.map(() => 1 + below(100)),
  score: () => names.map(() => below(11)),
  quadratic: () => names.map(() => below(25)),
  copeland: shuffled,
  'instant-runoff': shuffled,
};

const byName = (numbers) => Object.fromEntries(numbers.map((number, place) => [names[place], number]));
const forUs = {
  'single-choice': ([place]) => ({ choice: names[place] }),
  approval: (places) => ({ approvals: places.map((place) => names[place]) }),
  weighted: (shares) => ({ weights: byName(shares) }),
  score: (scores) => ({ scores: byName(scores) }),
  quadratic: (credits) => ({ weights: byName(credits) }),
  copeland: (places) => ({ ranking: places.map((place) => names[place]) }),
  'instant-runoff': (places) => ({ ranking: places.map((place) => names[place]) }),
};

const oneBased = (places) => places.map((place) => place + 1);
const forSnapshot = {
  'single-choice': ([place]) => place + 1,
  approval: oneBased,
  weighted: (shares) => Object.fromEntries(shares.map((share, place) => [place + 1, share])),
  copeland: oneBased,
  'instant-runoff': oneBased,
};
const classes = {
  'single-choice': 'single-choice',
  approval: 'approval',
  weighted: 'weighted',
  copeland: 'copeland',
  'instant-runoff': 'ranked-choice',
};

const drawn = Array.from({ length: ballots }, draws[method]);
const work = by === 'ours' ? ours() : snapshot();
globalThis.gc();
const before = process.memoryUsage();
const usage = process.cpuUsage();
const begun = performance.now();
work();
const ms = performance.now() - begun;
const { user, system } = process.cpuUsage(usage);
const after = process.memoryUsage();
const bytes = after.heapUsed + after.external - before.heapUsed - before.external;
console.log(JSON.stringify({ ballots, ms, processorMs: (user + system) / 1_000, bytes: Math.max(0, bytes) }));

function ours() {
  const vote = { method, options: names, ballots: drawn.map(forUs[method]), seed: new Uint8Array(32) };
  return () => countBallots(vote);
}

function snapshot() {
  const library = createRequire(import.meta.url)('@snapshot-labs/snapshot.js');
  const Voting = library.utils.voting[classes[method]];
  const votes = drawn.map((places) => ({ choice: forSnapshot[method](places), balance: 1, scores: [1] }));
  const strategies = [{ name: 'ticket', network: 1, params: {} }];
  return () => new Voting({ choices: names }, votes, strategies, []).getScores();
}
