import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { Api } from './Api.js';
import { finished, submitJob } from './jobs.js';
import { workItem } from './workModel.js';

const trialSide = 256;
const trials = 20;
const smallest = 32;
const largest = 1_024;

const runsSchema = z.object({
  job: z.object({
    tasks: z.object({
      edges: z.array(z.object({ node: z.object({ attempts: z.array(z.object({ runMs: z.number() })) }) })),
    }),
  }),
});

/**
 * The side of the matrices with which the device gets through a task of the model `work` every `milliseconds`, whatever
 * the machine: found by trying. The work of a matrix product grows with the cube of its side, and an agent works on half
 * of the cores at once.
 */
export async function sideFor(api: Api, milliseconds: number): Promise<number> {
  const items = Array.from({ length: trials }, (_, index) => workItem(index, trialSide));
  const id = await submitJob(api, { model: 'work', items });
  await finished(api, id);
  const { job } = await api.ask(runsSchema, {
    query: `query Runs($id: ID!) {
      job(id: $id) { tasks(first: 100) { edges { node { attempts { runMs } } } } }
    }`,
    variables: { id },
  });
  const runs = job.tasks.edges.flatMap(({ node }) => node.attempts.map(({ runMs }) => runMs));
  const median = runs.sort((left, right) => left - right)[Math.floor(runs.length / 2)] ?? 1;
  const atOnce = Math.max(1, Math.floor(availableParallelism() / 2));
  const side = Math.round(trialSide * Math.cbrt((milliseconds * atOnce) / Math.max(median, 0.1)));
  return Math.min(largest, Math.max(smallest, side));
}
