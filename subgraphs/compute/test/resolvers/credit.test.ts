import { newId, topics, type TaskMessage } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { additionItem, leased, submitMutation, succeeded, TestCompute, type Claims } from '../TestCompute.js';

const own = '{ creditAccount { holder balance owed monthlyBudget } }';
const statement = `query ($first: Int!, $after: String) { creditStatement(first: $first, after: $after) {
  edges { cursor node { id reason amount jobId payments { edges { node { attemptId jobId deviceId elapsedMs amount } } } } }
  pageInfo { hasNextPage endCursor } } }`;
const cost = 'query ($id: ID!) { job(id: $id) { cost { price held paid returned } } }';
const total = '{ communityCredit { treasury members held owed issued monthlyBudget grantedThisMonth } }';
const setBudget =
  'mutation ($memberId: ID, $monthly: String) { setBudget(memberId: $memberId, monthly: $monthly) { memberId monthly } }';

interface Entry {
  readonly id: string;
  readonly reason: string;
  readonly amount: string;
  readonly jobId: string | null;
  readonly payments: { readonly edges: readonly { readonly node: Readonly<Record<string, unknown>> }[] };
}
interface Statement {
  readonly creditStatement: {
    readonly edges: readonly { readonly cursor: string; readonly node: Entry }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

describe('credit', () => {
  let compute: TestCompute;
  beforeAll(async () => {
    compute = await TestCompute.start();
  });
  afterAll(() => compute.close());

  /** A community of its own, with a fleet and a model. */
  const settle = async (claims: Claims) => {
    await compute.openFleet('F', claims);
    return compute.publish(undefined, claims);
  };
  const newCommunity = () => newId('community');
  const submit = async (slug: string, claims: Claims, items = 1) => {
    const id = await compute.submit({ model: slug, items: Array(items).fill(additionItem) }, claims);
    return { id, tasks: await compute.taskMessages(id) };
  };
  /** The attempt of an owner's device, `ms` from lease to result. */
  const done = (task: TaskMessage | undefined, ownerId: string, ms: number) => {
    if (task === undefined) throw new Error('a task expected');
    const attempt = newId('attempt');
    const at = (later: number) => new Date(Date.UTC(2026, 0, 1) + later).toISOString();
    return [
      { ...leased(task, attempt), ownerId, at: at(0) },
      { ...succeeded(task, attempt), ownerId, at: at(ms) },
    ];
  };
  const accountOf = async (claims: Claims) =>
    (await compute.get<{ creditAccount: Readonly<Record<string, unknown>> }>(own, {}, claims)).creditAccount;
  const costOf = async (id: string, claims: Claims) =>
    (await compute.get<{ job: { cost: object } }>(cost, { id }, claims)).job.cost;
  const entriesOf = async (claims: Claims, first = 20, after?: string) =>
    (await compute.get<Statement>(statement, { first, after }, claims)).creditStatement;

  it('is issued for a job where nobody has to have any, and pays owner, publisher and community', async () => {
    const community = newCommunity();
    const [publisher, member, owner] = [newId('person'), newId('person'), newId('person')];
    const by = (sub: string): Claims => ({ community, sub, roles: ['OWNER'] });
    const { slug } = await settle(by(publisher));
    const { id, tasks } = await submit(slug, by(member), 2);
    expect(await costOf(id, by(member))).toEqual({
      ...{ price: '1000000', held: '8000000', paid: '0', returned: '0' },
    });
    // √(0.75 · 4,000 / 1,500) = 1.414…
    const quick = done(tasks[0], owner, 1_500);
    const slow = done(tasks[1], owner, 50_000);
    await compute.settle([...quick, ...slow]);
    await compute.settle([...slow, ...quick]);
    expect(await costOf(id, by(member))).toEqual({
      ...{ price: '1000000', held: '8000000', paid: '2414000', returned: '5586000' },
    });
    expect(await accountOf(by(owner))).toMatchObject({ holder: owner, balance: '1931200', owed: '0' });
    expect(await accountOf(by(publisher))).toMatchObject({ balance: '241400' });
    expect(await accountOf(by(member))).toMatchObject({ balance: '0', monthlyBudget: null });
    const { communityCredit } = await compute.get<{ communityCredit: object }>(total, {}, by(owner));
    expect(communityCredit).toMatchObject({
      ...{ treasury: '241400', members: '2172600', held: '0', owed: '0', issued: '2414000' },
    });
  });

  it('pays by when a result came, and nothing for how long a device says that it ran', async () => {
    const community = newCommunity();
    const [publisher, honest, liar] = [newId('person'), newId('person'), newId('person')];
    const by = (sub: string): Claims => ({ community, sub, roles: ['OWNER'] });
    const { slug } = await settle(by(publisher));
    const { tasks } = await submit(slug, by(publisher), 3);
    const saying = (runMs: number, task: TaskMessage | undefined, ownerId: string) =>
      done(task, ownerId, 4_000).map((event) => ({ ...event, ...('runMs' in event && { runMs }) }));
    await compute.settle(saying(12, tasks[0], honest));
    await compute.settle([...saying(0, tasks[1], liar), ...saying(Number.MAX_VALUE, tasks[2], liar)]);
    expect(await accountOf(by(honest))).toMatchObject({ balance: '800000' });
    expect(await accountOf(by(liar))).toMatchObject({ balance: '1600000' });
  });

  it('tells each attempt in the statement of whoever earned it, one line a batch, in pages', async () => {
    const community = newCommunity();
    const [publisher, owner] = [newId('person'), newId('person')];
    const by = (sub: string): Claims => ({ community, sub, roles: ['OWNER'] });
    const { slug } = await settle(by(publisher));
    const { id, tasks } = await submit(slug, by(publisher), 3);
    await compute.settle([...done(tasks[0], owner, 4_000), ...done(tasks[1], owner, 4_000)]);
    await compute.settle(done(tasks[2], owner, 4_000));
    const newest = await entriesOf(by(owner), 1);
    expect(newest.pageInfo.hasNextPage).toBe(true);
    expect(newest.edges.map(({ node }) => [node.reason, node.amount, node.jobId])).toEqual([
      ['EARNED', '800000', null],
    ]);
    const older = await entriesOf(by(owner), 5, newest.pageInfo.endCursor);
    expect(older.pageInfo.hasNextPage).toBe(false);
    expect(older.edges.map(({ node }) => [node.reason, node.amount])).toEqual([['EARNED', '1600000']]);
    expect(older.edges[0]?.node.payments.edges.map(({ node }) => node)).toEqual(
      Array(2).fill({
        attemptId: expect.any(String) as unknown,
        ...{ jobId: id, deviceId: 'dev_1', elapsedMs: 4_000, amount: '800000' },
      }),
    );
    const published = await entriesOf(by(publisher));
    expect(published.edges.map(({ node }) => [node.reason, node.amount])).toEqual([
      ['PUBLISHED', '100000'],
      ['PUBLISHED', '200000'],
    ]);
    expect(await compute.refusal(statement, { first: 1, after: 'bm9uZQ' }, by(owner))).toBe('CURSOR_INVALID');
  });

  it('is what is left of a canceled job again', async () => {
    const claims: Claims = { community: newCommunity(), roles: ['OWNER'] };
    const { slug } = await settle(claims);
    const { id, tasks } = await submit(slug, claims, 2);
    await compute.settle(done(tasks[0], 'per_owner', 50_000));
    await compute.get('mutation ($id: ID!) { cancelJob(jobId: $id) { id } }', { id }, claims);
    const after = { price: '1000000', held: '8000000', paid: '1000000', returned: '7000000' };
    expect(await costOf(id, claims)).toEqual(after);
    // A result that comes too late is kept and not paid.
    await compute.settle(done(tasks[1], 'per_owner', 10));
    expect(await costOf(id, claims)).toEqual(after);
  });

  it('is needed where policy enforces it: a newcomer has a month of budget, and no more', async () => {
    const community = newCommunity();
    const member = newId('person');
    const claims: Claims = { community, sub: member, roles: ['OWNER'] };
    compute.policies.set(community, { 'credit.enforced': 1, 'credit.memberBudget': 10 });
    const { slug } = await settle(claims);
    const job = { input: { model: slug, items: [additionItem, additionItem] } };
    const { id } = await submit(slug, claims, 2);
    expect(await accountOf(claims)).toMatchObject({ balance: '2000000' });
    expect(await compute.ask(submitMutation, job, claims)).toMatchObject({
      errors: [{ extensions: { code: 'CREDIT_INSUFFICIENT', needed: '8000000', available: '2000000' } }],
    });
    const { edges } = await entriesOf(claims);
    expect(edges.map(({ node }) => [node.reason, node.amount, node.jobId])).toEqual([
      ['HELD', '-8000000', id],
      ['BUDGET', '10000000', null],
    ]);
    await compute.get('mutation ($id: ID!) { cancelJob(jobId: $id) { id } }', { id }, claims);
    await submit(slug, claims, 2);
    expect((await entriesOf(claims)).edges.map(({ node }) => node.reason)).toEqual([
      ...['HELD', 'RETURNED', 'HELD', 'BUDGET'],
    ]);
  });

  it('keeps to budgets of a member and of the community, whose changes are audited', async () => {
    const community = newCommunity();
    const [one, other] = [newId('person'), newId('person')];
    const by = (sub: string): Claims => ({ community, sub, roles: ['OWNER'] });
    compute.policies.set(community, { 'credit.enforced': 1, 'credit.memberBudget': 0 });
    const { slug } = await settle(by(one));
    const job = { input: { model: slug, items: [additionItem] } };
    expect(await compute.refusal(submitMutation, job, by(one))).toBe('CREDIT_INSUFFICIENT');
    for (const memberId of [one, other]) {
      const { setBudget: set } = await compute.get<{ setBudget: object }>(
        setBudget,
        { memberId, monthly: '6000000' },
        by(one),
      );
      expect(set).toEqual({ memberId, monthly: '6000000' });
    }
    await compute.get(setBudget, { monthly: '8000000' }, by(one));
    expect(await accountOf(by(one))).toMatchObject({ balance: '0', monthlyBudget: '6000000' });
    await compute.get(submitMutation, job, by(one));
    // Of the community's eight credits two are left, and the job may cost four.
    expect(await compute.refusal(submitMutation, job, by(other))).toBe('CREDIT_INSUFFICIENT');
    await compute.get(setBudget, {}, by(one));
    await compute.get(submitMutation, job, by(other));
    const { communityCredit } = await compute.get<{ communityCredit: object }>(total, {}, by(one));
    expect(communityCredit).toMatchObject({
      monthlyBudget: null,
      grantedThisMonth: '12000000',
      held: '8000000',
    });
    const audited = (await compute.outbox())
      .filter(({ topic, value }) => topic === topics.audit && value.communityId === community)
      .map(({ value }) => value)
      .filter(({ action }) => action === 'credit:manage');
    expect(audited.map(({ resource, details }) => [resource, details])).toEqual([
      [
        { type: 'budget', id: one },
        { before: null, after: '6000000' },
      ],
      [
        { type: 'budget', id: other },
        { before: null, after: '6000000' },
      ],
      [
        { type: 'budget', id: community },
        { before: null, after: '8000000' },
      ],
      [
        { type: 'budget', id: community },
        { before: '8000000', after: null },
      ],
    ]);
  });

  it.each([
    ['BUDGET_INVALID', { monthly: '-1' }],
    ['BUDGET_INVALID', { monthly: '1.5' }],
    ['BUDGET_INVALID', { monthly: '1000000000000001' }],
    ['MEMBER_ID_INVALID', { memberId: 'per_\0', monthly: '1' }],
    ['MEMBER_ID_INVALID', { memberId: '', monthly: '1' }],
  ])('refuses a budget with %s: %j', async (code, budget) => {
    expect(await compute.refusal(setBudget, budget, { roles: ['OWNER'] })).toBe(code);
  });

  it("shows everybody's accounts to those who may audit, and to nobody else", async () => {
    const community = newCommunity();
    const people = [newId('person'), newId('person'), newId('person')].sort();
    const { slug } = await settle({ community, sub: people[0] ?? '' });
    const { tasks } = await submit(slug, { community, sub: people[0] ?? '' });
    await compute.settle(done(tasks[0], people[1] ?? '', 50_000));
    const accounts = `query ($after: String) { creditAccounts(first: 1, after: $after) {
      edges { node { holder balance } } pageInfo { hasNextPage endCursor } } }`;
    interface Accounts {
      readonly creditAccounts: {
        readonly edges: readonly { readonly node: object }[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
      };
    }
    const auditor: Claims = { community, sub: newId('person'), roles: ['AUDITOR'] };
    const { creditAccounts: first } = await compute.get<Accounts>(accounts, {}, auditor);
    const after = first.pageInfo.endCursor;
    const { creditAccounts: second } = await compute.get<Accounts>(accounts, { after }, auditor);
    expect([...first.edges, ...second.edges].map(({ node }) => node)).toEqual([
      { holder: people[0], balance: '100000' },
      { holder: people[1], balance: '800000' },
    ]);
    expect(second.pageInfo.hasNextPage).toBe(false);
    for (const query of [accounts, total])
      expect(await compute.refusal(query, {}, { ...auditor, roles: ['DEVELOPER'] })).toBe('FORBIDDEN');
    expect(await compute.refusal(setBudget, { monthly: '1' }, auditor)).toBe('FORBIDDEN');
  });
});
