// Ballots through the whole system, and how soon what was decided is enforced by every service.
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../dispatch/ask.mjs';

/** Puts something to the vote, and waits until its roll is frozen. */
async function propose(author, input) {
  const { createProposal } = await ask(
    author,
    'mutation ($input: CreateProposalInput!) { createProposal(input: $input) { id } }',
    { input },
  );
  const { id } = createProposal;
  await ask(author, 'mutation ($id: ID!) { submitProposal(id: $id) { id } }', { id });
  for (;;) {
    const { turnout } = await proposalOf(author, id);
    if (turnout !== null) return { id, members: turnout.members };
    await delay(20);
  }
}

async function proposalOf(connection, id) {
  const { proposal } = await ask(
    connection,
    'query ($id: ID!) { proposal(id: $id) { state executedAt turnout { ballots members } } }',
    { id },
  );
  return proposal;
}

const cast = (connection, input) =>
  ask(connection, 'mutation ($input: CastBallotInput!) { castBallot(input: $input) { place hash } }', {
    input,
  });

/** Does something for each, so many at a time. */
async function inParallel(all, together, work) {
  const left = [...all];
  const next = async () => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await work(one);
  };
  await Promise.all(Array.from({ length: together }, next));
}

/** Has every member vote, as many at a time as there may be: milliseconds for each ballot, and for all of them. */
export async function measureBallots(members, { together, say }) {
  const poll = { title: 'Which?', method: 'INSTANT_RUNOFF', options: ['red', 'green', 'blue', 'white'] };
  let vote = await propose(members[0], poll);
  while (vote.members < members.length) {
    say(`governance knows of ${vote.members} members`);
    await delay(1_000);
    vote = await propose(members[0], poll);
  }
  // Everybody looks at it first, as people do: who they are is known by then.
  await inParallel(members, together, (member) => proposalOf(member, vote.id));
  const times = [];
  const begun = performance.now();
  await inParallel(members, together, async (member) => {
    const asked = performance.now();
    await cast(member, { proposalId: vote.id, ranking: ['green', 'red', 'blue'] });
    times.push(performance.now() - asked);
  });
  const ms = performance.now() - begun;
  const { turnout } = await proposalOf(members[0], vote.id);
  if (turnout.ballots !== members.length) throw new Error(`${turnout.ballots} ballots were counted`);
  return { ballots: members.length, ms, times: times.sort((one, other) => one - other) };
}

/** One thing of each service that a member may do, by its permission, and what takes it away. */
const asked = {
  identity: '{ members(first: 1) { edges { cursor } } }',
  compute: '{ jobs(first: 1) { edges { cursor } } }',
  storage: '{ blobs(first: 1) { edges { cursor } } }',
  governance: '{ policyVersions(first: 1) { edges { cursor } } }',
};
const forbidding = `forbid (principal, action in [
  Action::"members:read", Action::"jobs:read", Action::"blobs:read", Action::"policies:read"
], resource) when { principal is Person };`;

/** Takes something away from everybody and gives it back, again and again: milliseconds from taking effect to the first refusal. */
export async function measureEffects(voters, { changes, say }) {
  const times = [];
  for (let change = 0; change < changes; change += 1) {
    const closes = change % 2 === 0;
    if (change % 10 === 0) say(`${change} of ${changes} policies are voted on`);
    const edit = closes
      ? { setAccessPolicy: { id: 'closed', text: forbidding } }
      : { removeAccessPolicy: 'closed' };
    const { id } = await propose(voters[0], { title: `Change ${change}`, changes: [edit] });
    const enforced = Object.values(asked).map((query) => untilEnforced(voters[0], query, closes));
    await Promise.all(voters.map((voter) => cast(voter, { proposalId: id, position: 'FOR' }).catch(ended)));
    const at = await Promise.all(enforced);
    const { executedAt } = await untilExecuted(voters[0], id);
    times.push(...at.map((time) => time - Date.parse(executedAt)));
  }
  return times.sort((one, other) => one - other);
}

async function untilExecuted(connection, id) {
  for (;;) {
    const proposal = await proposalOf(connection, id);
    if (proposal.state === 'EXECUTED') return proposal;
    await delay(20);
  }
}

/** A vote that is decided takes no more ballots. */
function ended(error) {
  if (error.code !== 'VOTE_NOT_OPEN') throw error;
}

/** When a service first answers as it is to. */
async function untilEnforced(connection, query, refused) {
  for (;;) {
    const code = await ask(connection, query).then(
      () => undefined,
      (error) => error.code,
    );
    if ((code === 'FORBIDDEN') === refused) return Date.now();
    await delay(5);
  }
}
