import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Api, Operation } from '../system/Api.js';
import { auditIsIntact } from '../system/audit.js';
import { eventually } from '../system/eventually.js';
import { newMember } from '../system/machines.js';
import { runProgram, type Outcome } from '../system/runProgram.js';
import { ownersLink, signedIn } from '../system/signIn.js';
import { SystemDatabase } from '../resilience/chaos/SystemDatabase.js';
import { projectRoot, temporaryFolder, TestSystem } from '../system/TestSystem.js';
import { cast, findProposal, propose, setNumbers } from '../system/votes.js';

const limit = { timeout: 120_000 };
/** What is decided is enforced everywhere within this time of its execution. */
const enforcedWithinMs = 2_000;

let system: TestSystem;
let owner: Api;
let members: readonly Api[];
let home: string;

beforeAll(async () => {
  [system, home] = await Promise.all([TestSystem.start(), temporaryFolder()]);
  owner = await signedIn(system.api, await ownersLink(system.api));
  members = [owner, await newMember(system.api, 'Bo'), await newMember(system.api, 'Cleo')];
  await setNumbers(system.api, { 'voting.timeLockMinutes': 0, 'voting.required': 1 });
}, 180_000);

afterAll(async () => {
  await system.end();
  await rm(home, { recursive: true, force: true });
}, 60_000);

/** Runs `aic` with the key of the system. */
function aic(...words: readonly string[]): Promise<Outcome> {
  const { url, credential = '' } = system.api.connection;
  return runProgram(path.join(projectRoot, 'cli/dist/main.js'), words, {
    environment: { AIC_CONFIG_DIR: home, AIC_URL: url, AIC_API_KEY: credential },
  });
}

/** Puts something to the vote once governance has heard of everybody. */
async function proposeToAll(input: object): Promise<string> {
  return eventually('everybody is on the roll', async () => {
    const id = await propose(owner, input);
    const { turnout } = await eventually('its vote has started', async () => {
      const proposal = await findProposal(owner, id);
      return proposal.turnout === null ? undefined : proposal;
    });
    return turnout?.members === members.length ? id : undefined;
  });
}

async function executed(id: string) {
  return eventually('it has taken effect', async () => {
    const proposal = await findProposal(owner, id);
    return proposal.state === 'EXECUTED' ? proposal : undefined;
  });
}

/** One thing of each service that the owner may do until members decide otherwise. */
const asked: Readonly<Record<string, Operation>> = {
  identity: {
    query: 'mutation { addMember(input: { personName: "Dan", roles: [GUEST] }) { id } }',
  },
  compute: { query: 'mutation { createModel(input: { slug: "voted-away", name: "x" }) { id } }' },
  storage: { query: 'mutation { createUpload(input: { bytes: 1 }) { url } }' },
  governance: { query: '{ auditVerdict { intact } }' },
};

const forbidding = `forbid (principal, action in [
  Action::"members:manage", Action::"models:publish", Action::"blobs:write", Action::"audit:read"
], resource);`;

describe('what members vote for', () => {
  test('is enforced by every service within two seconds of taking effect', limit, async () => {
    const id = await proposeToAll({
      title: 'Close the doors for a while',
      changes: [{ setAccessPolicy: { id: 'closed', text: forbidding } }],
    });
    for (const member of members.slice(0, 2)) await cast(member, { proposalId: id, position: 'FOR' });
    const refusedAt = await Promise.all(
      Object.entries(asked).map(([service, operation]) =>
        eventually(`${service} refuses`, async () => {
          const { code } = await owner.refusal(operation);
          return code === 'FORBIDDEN' ? Date.now() : undefined;
        }),
      ),
    );
    const { executedAt, executedVersion, tally } = await executed(id);
    expect(tally).toEqual({ for: 2, against: 0, abstain: 0 });
    expect(executedVersion).toBe(2);
    for (const at of refusedAt) expect(at - (executedAt?.getTime() ?? 0)).toBeLessThan(enforcedWithinMs);
  });

  test('and vote against again is over as fast', limit, async () => {
    const id = await proposeToAll({ title: 'Open them', changes: [{ removeAccessPolicy: 'closed' }] });
    for (const member of members.slice(1)) await cast(member, { proposalId: id, position: 'FOR' });
    await executed(id);
    await eventually('the log can be read again', async () => (await auditIsIntact(owner)) || undefined);
  });

  test('can be counted by anybody, who has a receipt to look for', limit, async () => {
    const poll = { title: 'Which?', method: 'INSTANT_RUNOFF', options: ['red', 'green', 'blue'] };
    const id = await proposeToAll(poll);
    const rankings = [['red'], ['green', 'red'], ['blue', 'green']];
    const receipts = [];
    for (const [index, member] of members.entries())
      receipts.push(await cast(member, { proposalId: id, ranking: rankings[index] }));
    const { number } = await executed(id);
    const { out } = await aic('ballots', String(number));
    const file = path.join(home, 'vote.json');
    await writeFile(file, out);
    const mine = receipts.map(({ place, hash }) => `${place}:${hash}`)[1] ?? '';
    const counted = await aic('recount', file, '--receipt', mine);
    expect(counted.err).toBe('');
    expect(counted.out).toContain('The chain of 3 ballots is whole');
    const tampered = out.replace('"castAt": "2', '"castAt": "1').replace('"castAt":"2', '"castAt":"1');
    expect(tampered).not.toBe(out);
    await writeFile(file, tampered);
    const { err } = await aic('recount', file, '--json');
    expect(err).toContain('BALLOT_CHANGED');
    expect(err).toContain('Ballot 1 ');
  });

  test('is what nobody decides alone any more', limit, async () => {
    await expect(setNumbers(system.api, { 'jobs.maxItems': 5 })).rejects.toMatchObject({
      code: 'VOTE_REQUIRED',
    });
  });

  test('is in the audit log from the first word to the effect', limit, async () => {
    const actions = z.object({
      auditRecords: z.object({ edges: z.array(z.object({ node: z.object({ action: z.string() }) })) }),
    });
    await eventually('the log has it all', async () => {
      const { auditRecords } = await owner.ask(actions, {
        query: '{ auditRecords(first: 100) { edges { node { action } } } }',
      });
      const seen = new Set(auditRecords.edges.map(({ node }) => node.action));
      const wanted = ['create', 'submit', 'start', 'vote', 'close', 'execute'];
      return wanted.every((name) => seen.has(`proposals:${name}`)) ? true : undefined;
    });
  });

  test(
    'is as it was, until a database administrator moves a deadline or changes a ballot',
    limit,
    async () => {
      const database = await SystemDatabase.connect(system);
      const quietly = (statement: string) =>
        database.rows(
          `set session_replication_role = replica; ${statement}; set session_replication_role = origin`,
        );
      try {
        await eventually('the log is signed', async () => (await aic('verify-log')).code === 0 || undefined);
        await quietly(
          `update governance.proposal set ends_at = ends_at + interval '1 hour' where number = 1`,
        );
        const moved = await aic('verify-log', '--json');
        expect(moved.err).toContain('PROPOSAL_CHANGED');
        expect(moved.err).toContain('Proposal 1 ');
        await quietly(
          `update governance.proposal set ends_at = ends_at - interval '1 hour' where number = 1`,
        );
        expect((await aic('verify-log')).code).toBe(0);
        await quietly(`update governance.ballot set ballot = '{"choice": "AGAINST"}' where place = 2`);
        const file = path.join(home, 'changed.json');
        await writeFile(file, (await aic('ballots', '1')).out);
        expect((await aic('recount', file, '--json')).err).toContain('Ballot 2 ');
        await quietly(
          `update governance.audit_entry set body = replace(body, 'ALLOWED', 'DENIED') where sequence = 3`,
        );
        expect((await aic('verify-log', '--json')).err).toContain('Record 3 ');
      } finally {
        await database.close();
      }
    },
  );
});
