import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { exportResults } from '../client/exportResults.js';
import { request } from '../client/request.js';
import { submitFile } from '../client/submitFile.js';
import { uploadFile } from '../client/uploadFile.js';
import type { Terminal } from '../terminal/Terminal.js';
import { table } from '../terminal/table.js';
import type { Command } from './Command.js';
import { connect } from './connect.js';
import { parseWords, usageError } from './parseWords.js';
import { parseSubmitOptions, submitLists, submitTexts } from './submitOptions.js';
import { subcommandOf, type Subcommand } from './subcommandOf.js';

const usage = [
  'aic jobs [--first N] [--json]',
  'aic jobs submit MODEL --from ITEMS.jsonl [--fleet ID] [--priority N] [--deadline 2h] [--privacy public|community|trusted]',
  '                [--region DE]... [--key KEY] [--webhook URL] [--json]',
  'aic jobs submit --chain STEPS.json --from ITEMS.jsonl [the same options]',
  'aic jobs export ID > RESULTS.jsonl',
  'aic jobs cancel ID [--json]',
].join('\n');

const jobSchema = z.object({
  id: z.string(),
  state: z.string(),
  progress: z.number(),
  createdAt: z.string(),
  waitingReason: z.string().nullable().default(null),
  counts: z.object({ total: z.number(), succeeded: z.number(), failed: z.number() }),
});

const canceledSchema = z.object({
  id: z.string(),
  state: z.string(),
  counts: z.object({ total: z.number(), canceled: z.number() }),
});

const jobsSchema = z.object({ jobs: z.object({ edges: z.array(z.object({ node: jobSchema })) }) });

const list: Subcommand = async (args, { environment, terminal, width }) => {
  const { values, positionals } = parseWords(args, usage, { texts: ['first'] });
  const first = Number(values.first ?? 20);
  if (positionals.length > 0 || !Number.isInteger(first) || first < 1) throw usageError(usage);
  const { jobs } = await request(await connect(environment), {
    query: `query Jobs($first: Int!) { jobs(first: $first) { edges { node {
      id state progress createdAt waitingReason counts { total succeeded failed }
    } } } }`,
    variables: { first },
    data: jobsSchema,
  });
  const nodes = jobs.edges.map(({ node }) => node);
  if (values.json === true) terminal.printJson(nodes);
  else print(nodes, terminal, width);
};

const submit: Subcommand = async (args, { environment, terminal, signal }) => {
  const texts = ['chain', 'from', ...submitTexts] as const;
  const { values, positionals } = parseWords(args, usage, { texts, lists: submitLists });
  const { chain, from } = values;
  if (chain !== undefined && positionals.length > 0) throw usageError(usage);
  const what = chain === undefined ? { model: only(positionals) } : { steps: await readChain(chain) };
  if (from === undefined) throw usageError(usage, 'Say which file holds the items: --from ITEMS.jsonl');
  const options = parseSubmitOptions(values, usage, Date.now());
  const connection = await connect(environment);
  const itemsBlob = await uploadFile(connection, from, (sent, total) =>
    terminal.progress(`uploading ${from}: ${Math.round((sent / Math.max(1, total)) * 100)} %`),
  );
  const job = await submitFile(
    connection,
    { ...what, ...options, itemsBlob },
    { signal, onLines: (lines) => terminal.progress(`checking the items: line ${lines}`) },
  );
  if (values.json === true) terminal.printJson(job);
  else terminal.print(`${job.id}  ${job.state}  ${job.counts.total} items`);
};

/** The steps of a chain, as GraphQL takes them; what they say is for the platform to check. */
async function readChain(file: string): Promise<readonly unknown[]> {
  const wrong = () =>
    usageError(usage, `${file} does not hold the steps of a chain: a JSON array of objects.`);
  const parsed = z.array(z.looseObject({})).safeParse(await readJson(file, wrong));
  if (!parsed.success) throw wrong();
  return parsed.data;
}

async function readJson(file: string, wrong: () => Error): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    throw wrong();
  }
}

const exportTo: Subcommand = async (args, { environment, terminal, signal }) => {
  const id = only(parseWords(args, usage).positionals);
  const onTasks = (done: number, total: number) => terminal.progress(`writing the results: ${done}/${total}`);
  await terminal.pour(await exportResults(await connect(environment), id, { signal, onTasks }));
};

const cancel: Subcommand = async (args, { environment, terminal }) => {
  const { values, positionals } = parseWords(args, usage);
  const { cancelJob } = await request(await connect(environment), {
    query: 'mutation Cancel($jobId: ID!) { cancelJob(jobId: $jobId) { id state counts { total canceled } } }',
    variables: { jobId: only(positionals) },
    data: z.object({ cancelJob: canceledSchema }),
  });
  if (values.json === true) terminal.printJson(cancelJob);
  else
    terminal.print(
      `${cancelJob.id}  ${cancelJob.state}  ${cancelJob.counts.canceled} of ${cancelJob.counts.total} tasks canceled`,
    );
};

const subcommands: ReadonlyMap<string, Subcommand> = new Map([
  ['submit', submit],
  ['export', exportTo],
  ['cancel', cancel],
]);

/** `aic jobs`: the community's newest jobs, jobs from files, and their results. */
export const jobsCommand: Command = {
  name: 'jobs',
  usage,
  summary: "list the community's newest jobs; submit one from a file, write its results, cancel it",
  async run([name, ...rest], context) {
    if (name === undefined || name.startsWith('-'))
      return list(name === undefined ? [] : [name, ...rest], context);
    return subcommandOf(subcommands, name, usage)(rest, context);
  },
};

function only([word, ...rest]: readonly string[]): string {
  if (word === undefined || rest.length > 0) throw usageError(usage);
  return word;
}

function print(jobs: readonly z.infer<typeof jobSchema>[], terminal: Terminal, width: number): void {
  if (jobs.length === 0) terminal.say('There are no jobs yet. Try "aic infer ocr photo.png".');
  const rows = jobs.map(({ id, state, createdAt, waitingReason, counts }) => [
    id,
    state,
    `${counts.succeeded}/${counts.total}`,
    createdAt,
    waitingReason ?? '',
  ]);
  if (jobs.length > 0)
    for (const line of table([['JOB', 'STATE', 'DONE', 'SUBMITTED', 'WAITS'], ...rows], width))
      terminal.print(line);
}
