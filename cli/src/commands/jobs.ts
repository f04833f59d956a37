import { z } from 'zod';
import { request } from '../client/request.js';
import type { Terminal } from '../terminal/Terminal.js';
import { table } from '../terminal/table.js';
import type { Command } from './Command.js';
import { connect } from './connect.js';
import { parseWords, usageError } from './parseWords.js';

const usage = 'aic jobs [--first N] [--json]';

const jobSchema = z.object({
  id: z.string(),
  state: z.string(),
  progress: z.number(),
  createdAt: z.string(),
  counts: z.object({ total: z.number(), succeeded: z.number(), failed: z.number() }),
});

const jobsSchema = z.object({ jobs: z.object({ edges: z.array(z.object({ node: jobSchema })) }) });

/** `aic jobs`: the community's newest jobs. */
export const jobsCommand: Command = {
  name: 'jobs',
  usage,
  summary: "list the community's newest jobs",
  async run(args, { environment, terminal, width }) {
    const { values, positionals } = parseWords(args, usage, { texts: ['first'] });
    const first = Number(values.first ?? 20);
    if (positionals.length > 0 || !Number.isInteger(first) || first < 1) throw usageError(usage);
    const { jobs } = await request(await connect(environment), {
      query: `query Jobs($first: Int!) { jobs(first: $first) { edges { node {
        id state progress createdAt counts { total succeeded failed }
      } } } }`,
      variables: { first },
      data: jobsSchema,
    });
    const nodes = jobs.edges.map(({ node }) => node);
    if (values.json === true) terminal.printJson(nodes);
    else print(nodes, terminal, width);
  },
};

function print(jobs: readonly z.infer<typeof jobSchema>[], terminal: Terminal, width: number): void {
  if (jobs.length === 0) terminal.say('There are no jobs yet. Try "aic infer ocr photo.png".');
  const rows = jobs.map(({ id, state, createdAt, counts }) => [
    id,
    state,
    `${counts.succeeded}/${counts.total}`,
    createdAt,
  ]);
  if (jobs.length > 0)
    for (const line of table([['JOB', 'STATE', 'DONE', 'SUBMITTED'], ...rows], width)) terminal.print(line);
}
