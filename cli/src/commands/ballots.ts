import { z } from 'zod';
import { ApiError } from '../client/ApiError.js';
import { request } from '../client/request.js';
import type { Connection } from '../client/Connection.js';
import type { Command } from './Command.js';
import { connect } from './connect.js';
import { parseWords, usageError } from './parseWords.js';

const usage = 'aic ballots NUMBER > VOTE.json';

const ballotSchema = z.object({
  member: z.string(),
  json: z.string(),
  weight: z.number(),
  castAt: z.string(),
  hash: z.string(),
});

const proposalSchema = z.object({
  id: z.string(),
  title: z.string(),
  state: z.string(),
  method: z.string(),
  options: z.array(z.string()),
  secrecy: z.string(),
  rollHash: z.string().nullable(),
  ballotHead: z.string().nullable(),
  seed: z.string().nullable(),
  ballots: z.object({
    edges: z.array(z.object({ node: ballotSchema })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

const query = `query Ballots($number: Int!, $after: String) {
  proposal(number: $number) {
    id title state method options secrecy rollHash ballotHead seed
    ballots(first: 100, after: $after) {
      edges { node { member json weight castAt hash } } pageInfo { hasNextPage endCursor }
    }
  }
}`;

/** `aic ballots`: the ballots of a vote that has ended, as `aic recount` reads them. */
export const ballotsCommand: Command = {
  name: 'ballots',
  usage,
  summary: 'download the ballots of a vote, for aic recount',
  run: async (args, { environment, terminal, signal }) => {
    const { positionals } = parseWords(args, usage);
    const [number, ...more] = positionals.map(Number);
    if (number === undefined || more.length > 0 || !Number.isInteger(number) || number < 1)
      throw usageError(usage);
    const vote = await loadVote(await connect(environment), number, signal);
    if (vote.ballotHead === null)
      throw new ApiError('VOTE_NOT_ENDED', `The vote on proposal ${number} has not ended.`);
    terminal.printJson(publishedVote(vote));
  },
};

type Page = z.infer<typeof proposalSchema>;
type Vote = Omit<Page, 'ballots'> & { readonly ballots: readonly z.infer<typeof ballotSchema>[] };

/** Page by page. */
async function loadVote(connection: Connection, number: number, signal: AbortSignal): Promise<Vote> {
  const ballots: z.infer<typeof ballotSchema>[] = [];
  let after: string | null = null;
  for (;;) {
    signal.throwIfAborted();
    const { ballots: page, ...proposal }: Page = await loadPage(connection, { number, after });
    ballots.push(...page.edges.map(({ node }) => node));
    after = page.pageInfo.endCursor;
    if (!page.pageInfo.hasNextPage || after === null) return { ...proposal, ballots };
  }
}

async function loadPage(
  connection: Connection,
  variables: { readonly number: number; readonly after: string | null },
): Promise<Page> {
  const data = z.object({ proposal: proposalSchema.nullable() });
  const { proposal } = await request(connection, { query, variables, data });
  if (proposal === null)
    throw new ApiError('PROPOSAL_NOT_FOUND', `There is no proposal ${variables.number}.`);
  return proposal;
}

/** A vote as it is counted: one for or against is a single choice. */
function publishedVote({ id, title, method, options, rollHash, ballotHead, seed, ballots }: Vote) {
  const isReferendum = method === 'FOR_AGAINST';
  return {
    proposal: id,
    title,
    method: isReferendum ? 'single-choice' : method.toLowerCase().replaceAll('_', '-'),
    options: isReferendum ? ['FOR', 'AGAINST', 'ABSTAIN'] : options,
    rollHash,
    head: ballotHead,
    seed,
    ballots: ballots.map(({ json, ...cast }) => ({ ...(JSON.parse(json) as object), ...cast })),
  };
}
