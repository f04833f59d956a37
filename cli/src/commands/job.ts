import { z } from 'zod';
import { ApiError } from '../client/ApiError.js';
import type { Connection } from '../client/Connection.js';
import { request } from '../client/request.js';
import { watchJob, type JobProgress } from '../client/watchJob.js';
import type { Command, CommandContext } from './Command.js';
import { connect } from './connect.js';
import { parseWords, usageError } from './parseWords.js';

const usage = 'aic job ID [--watch] [--json]';

const jobSchema = z.object({
  id: z.string(),
  state: z.string(),
  progress: z.number(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  waitingReason: z.string().nullable().default(null),
  counts: z.object({
    total: z.number(),
    queued: z.number(),
    dispatched: z.number(),
    succeeded: z.number(),
    failed: z.number(),
    canceled: z.number(),
  }),
  tasks: z.object({
    edges: z.array(
      z.object({
        node: z.object({
          ordinal: z.number(),
          state: z.string(),
          text: z.string().nullable(),
          failure: z.object({ code: z.string(), message: z.string() }).nullable(),
        }),
      }),
    ),
  }),
});

type Job = z.infer<typeof jobSchema>;

/** `aic job ID`: one job, followed live with `--watch`; fails with its own exit code when the job did. */
export const jobCommand: Command = {
  name: 'job',
  usage,
  summary: 'show one job; --watch follows it until it is finished',
  async run(args, context) {
    const { values, positionals } = parseWords(args, usage, { flags: ['watch'] });
    const [id, ...rest] = positionals;
    if (id === undefined || rest.length > 0) throw usageError(usage);
    const connection = await connect(context.environment);
    if (values.watch === true) await watch(connection, context, id);
    const job = await loadJob(connection, id);
    if (values.json === true) context.terminal.printJson(job);
    else print(job, context);
    if (job.state === 'FAILED' || job.state === 'PARTIALLY_FAILED')
      throw new ApiError('JOB_FAILED', `${job.counts.failed} of ${job.counts.total} tasks failed.`);
  },
};

async function watch(
  connection: Connection,
  { terminal, signal }: CommandContext,
  jobId: string,
): Promise<void> {
  let standing = '';
  let reason: string | null = null;
  const show = () => terminal.progress(reason === null ? standing : `${standing}  ${reason}`);
  const onProgress = ({ state, counts }: JobProgress) => {
    standing = `${state} ${bar(counts.total - counts.queued - counts.dispatched, counts.total)}`;
    show();
  };
  // Nothing changes while tasks wait, so no event would tell why they do.
  const look = async () => {
    reason = await loadReason(connection, jobId).catch(() => null);
    if (!signal.aborted && standing !== '') show();
  };
  const looking = setInterval(() => void look(), lookEveryMs);
  try {
    await watchJob(connection, { jobId, signal, onProgress });
  } finally {
    clearInterval(looking);
    terminal.clearProgress();
  }
  if (signal.aborted) throw new ApiError('INTERRUPTED', 'No longer watching; the job goes on.');
}

const lookEveryMs = 5_000;

async function loadReason(connection: Connection, id: string): Promise<string | null> {
  const { job } = await request(connection, {
    query: 'query Waiting($id: ID!) { job(id: $id) { waitingReason } }',
    variables: { id },
    data: z.object({ job: jobSchema.pick({ waitingReason: true }) }),
    timeoutMs: lookEveryMs,
  });
  return job.waitingReason;
}

function bar(done: number, total: number): string {
  const width = 30;
  const full = total === 0 ? width : Math.round((done / total) * width);
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}] ${done}/${total}`;
}

async function loadJob(connection: Connection, id: string): Promise<Job> {
  const { job } = await request(connection, {
    query: `query Job($id: ID!) { job(id: $id) {
      id state progress createdAt finishedAt waitingReason counts { total queued dispatched verifying succeeded failed canceled }
      tasks(first: 20) { edges { node { ordinal state text failure { code message } } } }
    } }`,
    variables: { id },
    data: z.object({ job: jobSchema.nullable() }),
  });
  if (job === null) throw new ApiError('JOB_NOT_FOUND', `There is no job ${id}.`);
  return job;
}

function print(job: Job, { terminal, width }: CommandContext): void {
  const { counts } = job;
  terminal.print(
    `${job.id}  ${job.state}  ${counts.succeeded}/${counts.total} succeeded, ${counts.failed} failed`,
  );
  if (job.waitingReason !== null) terminal.print(`  waits: ${job.waitingReason}`);
  for (const { node } of job.tasks.edges) {
    const outcome =
      node.failure === null ? (node.text ?? '') : `${node.failure.code}: ${node.failure.message}`;
    terminal.print(`  #${node.ordinal} ${node.state}  ${outcome.replaceAll('\n', ' ⏎ ')}`.slice(0, width));
  }
}
