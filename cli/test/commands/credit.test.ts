import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AicUser } from '../runAic.js';
import { startFakeGateway, type FakeGateway } from '../startFakeGateway.js';

const account = { holder: 'per_1', balance: '1500000', owed: '0', monthlyBudget: null };
const entry = (reason: string, amount: string, jobId: string | null) => ({
  node: { at: '2026-11-01T10:00:00.000Z', reason, amount, jobId },
});

describe('aic credit', () => {
  let user: AicUser;
  let gateway: FakeGateway;
  let creditAccount: object;
  let creditStatement: object;
  beforeEach(async () => {
    creditAccount = account;
    creditStatement = {
      edges: [entry('EARNED', '2000000', null), entry('HELD', '-20', 'job_1')],
      pageInfo: { hasNextPage: true, endCursor: 'Y3Vyc29y' },
    };
    const answer = () => ({ data: { creditAccount, creditStatement } });
    [user, gateway] = await Promise.all([AicUser.create(), startFakeGateway(answer)]);
  });
  afterEach(async () => {
    await gateway.close();
    await user.leave();
  });

  const run = (...words: string[]) => user.run(['credit', ...words], { url: gateway.url, apiKey: 'aic_key' });

  it('tells what one has, in credits or as JSON in micro-credits', async () => {
    for (const words of [[], ['balance']]) expect((await run(...words)).out).toBe('per_1 has 1.5 credits.\n');
    creditAccount = { ...account, balance: '0', owed: '7' };
    expect((await run()).out).toBe('per_1 has 0 credits, and owes 0.000007.\n');
    expect(JSON.parse((await run('--json')).out)).toEqual(creditAccount);
  });

  it('lists what moved, and says how to see older entries', async () => {
    const { out, err } = await run('statement', '--first', '2', '--after', 'YQ');
    expect(gateway.asked.at(-1)?.variables).toEqual({ first: 2, after: 'YQ' });
    expect(out).toMatch(/2026-11-01T10:00:00.000Z +2 +EARNED\n/);
    expect(out).toMatch(/-0\.00002 +HELD +job_1/);
    expect(err).toContain('aic credit statement --after Y3Vyc29y');
    expect(JSON.parse((await run('statement', '--json')).out)).toMatchObject({
      entries: [{ reason: 'EARNED' }, { jobId: 'job_1' }],
      hasNextPage: true,
    });
    creditStatement = { edges: [], pageInfo: { hasNextPage: false, endCursor: null } };
    expect((await run('statement')).err).toContain('Nothing has moved');
  });

  it.each([[['statement', '--first', '0']], [['balance', 'more']], [['spend']]])(
    'refuses %j',
    async (words) => {
      expect((await run(...words)).err).toContain('[USAGE]');
    },
  );
});
