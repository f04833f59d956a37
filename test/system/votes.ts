import { z } from 'zod';
import type { Api } from './Api.js';

const proposalSchema = z.object({
  id: z.string(),
  number: z.int(),
  state: z.string(),
  executedAt: z.coerce.date().nullable(),
  executedVersion: z.int().nullable(),
  failure: z.object({ code: z.string() }).nullable(),
  turnout: z.object({ ballots: z.int(), members: z.int() }).nullable(),
  tally: z.object({ for: z.number(), against: z.number(), abstain: z.number() }).nullable(),
});

export type ProposalAnswer = z.infer<typeof proposalSchema>;

const fields = `id number state executedAt executedVersion failure { code } turnout { ballots members } tally { for against abstain }`;

/** Writes a proposal and puts it to the vote; answers its id. */
export async function propose(api: Api, input: object): Promise<string> {
  const { createProposal } = await api.ask(z.object({ createProposal: proposalSchema }), {
    query: `mutation Create($input: CreateProposalInput!) { createProposal(input: $input) { ${fields} } }`,
    variables: { input },
  });
  await api.ask(z.object({ submitProposal: proposalSchema }), {
    query: `mutation Submit($id: ID!) { submitProposal(id: $id) { ${fields} } }`,
    variables: { id: createProposal.id },
  });
  return createProposal.id;
}

/** Casts somebody's ballot; answers the receipt. */
export async function cast(
  api: Api,
  input: object,
): Promise<{ readonly place: number; readonly hash: string }> {
  const receipt = z.object({ place: z.int(), hash: z.string() });
  const { castBallot } = await api.ask(z.object({ castBallot: receipt }), {
    query: 'mutation Cast($input: CastBallotInput!) { castBallot(input: $input) { place hash } }',
    variables: { input },
  });
  return castBallot;
}

export async function findProposal(api: Api, id: string): Promise<ProposalAnswer> {
  const { proposal } = await api.ask(z.object({ proposal: proposalSchema }), {
    query: `query Proposal($id: ID!) { proposal(id: $id) { ${fields} } }`,
    variables: { id },
  });
  return proposal;
}

/** Sets numbers of the policy, as one person alone. */
export async function setNumbers(api: Api, numbers: Readonly<Record<string, number>>): Promise<void> {
  const { policy } = await api.ask(z.object({ policy: z.object({ version: z.int() }) }), {
    query: '{ policy { version } }',
  });
  const changes = Object.entries(numbers).map(([name, value]) => ({ name, value }));
  await api.ask(z.unknown(), {
    query:
      'mutation Set($input: SetPolicyParametersInput!) { setPolicyParameters(input: $input) { version } }',
    variables: { input: { baseVersion: policy.version, changes } },
  });
}
