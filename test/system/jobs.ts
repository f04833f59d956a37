import { z } from 'zod';
import type { Api, Operation } from './Api.js';
import { eventually } from './eventually.js';

const countsSchema = z.object({
  total: z.number(),
  queued: z.number(),
  dispatched: z.number(),
  verifying: z.number(),
  succeeded: z.number(),
  failed: z.number(),
  canceled: z.number(),
});

const jobSchema = z.object({ id: z.string(), state: z.string(), counts: countsSchema });
const jobFields = 'id state counts { total queued dispatched verifying succeeded failed canceled }';

export type JobStanding = z.infer<typeof jobSchema>;

const taskSchema = z.object({
  id: z.string(),
  ordinal: z.number(),
  state: z.string(),
  output: z.unknown(),
  attempts: z.array(z.object({ id: z.string(), state: z.string(), device: z.object({ id: z.string() }) })),
});

export type TaskStanding = z.infer<typeof taskSchema>;

/** The operation that submits a job. */
export function submission(input: Readonly<Record<string, unknown>>): Operation {
  return {
    query: `mutation Submit($input: SubmitJobInput!) { submitJob(input: $input) { ${jobFields} } }`,
    variables: { input },
  };
}

/** Submits a job and answers its id. */
export async function submitJob(api: Api, input: Readonly<Record<string, unknown>>): Promise<string> {
  const { submitJob: job } = await api.ask(z.object({ submitJob: jobSchema }), submission(input));
  return job.id;
}

/** How a job stands. */
export async function standing(api: Api, id: string): Promise<JobStanding> {
  const { job } = await api.ask(z.object({ job: jobSchema }), {
    query: `query Job($id: ID!) { job(id: $id) { ${jobFields} } }`,
    variables: { id },
    timeoutMs: 5_000,
  });
  return job;
}

/** Waits until a job's last task is settled. */
export function finished(api: Api, id: string, limitMs = 120_000): Promise<JobStanding> {
  return eventually(
    `job ${id} is finished`,
    async () => {
      const job = await standing(api, id);
      return job.state === 'QUEUED' || job.state === 'RUNNING' ? undefined : job;
    },
    limitMs,
  );
}

/** Waits until every result of a job is in: its last task is settled, or waits for a second opinion like all others. */
export function reported(api: Api, id: string): Promise<JobStanding> {
  return eventually(`all of job ${id} is reported`, async () => {
    const job = await standing(api, id);
    return job.counts.queued + job.counts.dispatched > 0 ? undefined : job;
  });
}

const pageSchema = z.object({
  job: z.object({
    tasks: z.object({
      edges: z.array(z.object({ node: taskSchema })),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    }),
  }),
});

/** Every task of a job, with its output and attempts. */
export async function allTasks(api: Api, id: string): Promise<readonly TaskStanding[]> {
  const tasks: TaskStanding[] = [];
  let after: string | null = null;
  do {
    const { job }: z.infer<typeof pageSchema> = await api.ask(pageSchema, {
      query: `query Tasks($id: ID!, $after: String) { job(id: $id) { tasks(first: 100, after: $after) {
        edges { node { id ordinal state output attempts { id state device { id } } } }
        pageInfo { hasNextPage endCursor }
      } } }`,
      variables: { id, after },
    });
    tasks.push(...job.tasks.edges.map(({ node }) => node));
    after = job.tasks.pageInfo.hasNextPage ? job.tasks.pageInfo.endCursor : null;
  } while (after !== null);
  return tasks;
}

/** How many jobs the community has: the proof that a refusal wrote none. 100 at most. */
export async function jobCount(api: Api): Promise<number> {
  const { jobs } = await api.ask(z.object({ jobs: z.object({ edges: z.array(z.unknown()) }) }), {
    query: '{ jobs(first: 100) { edges { cursor } } }',
  });
  return jobs.edges.length;
}
