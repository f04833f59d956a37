// node bench/gateway/bookkeeping.mjs: what counting one request for the metrics costs, by itself: the request, its document,
// its cost, and seven calls to subgraphs that are answered at once, beside the same calls uncounted.
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const dist = path.resolve(import.meta.dirname, '../../gateway/dist');
const load = (file) => import(pathToFileURL(path.join(dist, file)).href);
const { GatewayMetrics } = await load('observability/metrics/GatewayMetrics.js');
const { countCalls } = await load('observability/metrics/countCalls.js');

const callsEach = 7;
const requestsEach = 20_000;
const rounds = 31;
const metrics = new GatewayMetrics({ METRICS_COMMUNITIES: 1_000 });
const communities = Array.from({ length: 500 }, (_, index) => `com_${String(index).padStart(26, '0')}`);
const result = { data: Buffer.from('{}') };
const request = { cancellation: { isCancelled: false } };
const answer = { data: {} };
const bare = { fetch: async () => answer };
const counted = countCalls(bare, metrics.subgraphs.of('products'));

async function callAll(transport) {
  for (let call = 0; call < callsEach; call++) await transport.fetch(request);
}

async function uncountedRequest() {
  await callAll(bare);
}

async function countedRequest(index) {
  const began = performance.now();
  const community = communities[index % communities.length];
  const tally = metrics.communities.of(community);
  metrics.communities.of(community).documents.text++;
  const sums = metrics.communities.of(community);
  sums.estimatedCost += 100;
  metrics.engine.planHits++;
  await callAll(counted);
  sums.actualCost += 90;
  tally.answer(result, began);
}

/** Microseconds for one request, of a round. */
async function measure(request_) {
  const began = process.cpuUsage();
  for (let index = 0; index < requestsEach; index++) await request_(index);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / requestsEach;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const [without, with_] = [[], []];
for (let round = 0; round < rounds; round++) {
  without.push(await measure(uncountedRequest));
  with_.push(await measure(countedRequest));
}
const [least, most] = [median(without), median(with_)];
console.log(
  `one request with ${callsEach} calls, CPU: ${least.toFixed(2)} µs uncounted, ${most.toFixed(2)} µs counted`,
);
console.log(`counting costs ${(most - least).toFixed(2)} µs (wanted: less than 5)`);
