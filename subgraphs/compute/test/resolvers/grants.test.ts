import { newId, type GrantClaim, type GrantScope } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { additionItem, submitMutation, TestCompute } from '../TestCompute.js';

interface Things {
  readonly fleet: string;
  readonly model: string;
  readonly slug: string;
  readonly job: string;
}

/** A guest with a developer's role for some things. */
const guest = (...scopes: readonly GrantScope[]) => ({
  sub: newId('person'),
  roles: [],
  grants: scopes.map((on): GrantClaim => ({
    id: newId('grant'),
    role: 'DEVELOPER',
    permissions: [],
    on,
    until: null,
  })),
});

const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);

describe('a role for one fleet or model', () => {
  let compute: TestCompute;
  let mine: Things;
  let other: Things;

  beforeAll(async () => {
    compute = await TestCompute.start();
    other = await newThings();
    mine = await newThings();
  });
  afterAll(() => compute.close());

  async function newThings(): Promise<Things> {
    const fleet = await compute.openFleet();
    const { modelId: model, slug } = await compute.publish();
    return {
      fleet,
      model,
      slug,
      job: await compute.submit({ model: slug, fleetId: fleet, items: [additionItem] }),
    };
  }

  const onFleet = () => guest({ type: 'FLEET', id: mine.fleet });
  const onModel = () => guest({ type: 'MODEL', id: mine.model });

  const jobs = async (claims: object) =>
    ids(
      (
        await compute.get<{ jobs: { edges: { node: { id: string } }[] } }>(
          '{ jobs { edges { node { id } } } }',
          {},
          claims,
        )
      ).jobs.edges.map(({ node }) => node),
    );
  const codeOf = (query: string, claims: object, variables = {}) => compute.refusal(query, variables, claims);

  it.each([
    ['fleet', onFleet],
    ['model', onModel],
  ])('shows the jobs of that %s and no others', async (_, claims) => {
    expect(await jobs(claims())).toEqual([mine.job]);
    const one = '($id: ID!) { job(id: $id) { id } }';
    expect(await compute.get(`query ${one}`, { id: mine.job }, claims())).toEqual({ job: { id: mine.job } });
    expect(await codeOf(`query ${one}`, claims(), { id: other.job })).toBe('JOB_NOT_FOUND');
    const cancel = 'mutation ($id: ID!) { cancelJob(jobId: $id) { id } }';
    expect(await codeOf(cancel, claims(), { id: other.job })).toBe('JOB_NOT_FOUND');
    const entities = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Job { id } } }`;
    const representations = [mine.job, other.job].map((id) => ({ __typename: 'Job', id }));
    expect(await compute.get(entities, { representations }, claims())).toEqual({
      _entities: [{ id: mine.job }, null],
    });
  });

  it('shows that model, or that fleet, and no other', async () => {
    const models = '{ models { edges { node { id } } } }';
    expect(await compute.get(models, {}, onModel())).toEqual({
      models: { edges: [{ node: { id: mine.model } }] },
    });
    const bySlug = 'query ($slug: String!) { model(slug: $slug) { id } }';
    expect(await compute.get(bySlug, { slug: mine.slug }, onModel())).toEqual({ model: { id: mine.model } });
    expect(await compute.get(bySlug, { slug: other.slug }, onModel())).toEqual({ model: null });
    expect(await compute.get('{ fleets { id } defaultFleet { id } }', {}, onFleet())).toEqual({
      fleets: [{ id: mine.fleet }],
      defaultFleet: null,
    });
    expect(await codeOf('{ fleets { id } }', onModel())).toBe('FORBIDDEN');
  });

  it('lets jobs be submitted there, and nowhere else', async () => {
    const input = (things: Things) => ({ model: things.slug, fleetId: things.fleet, items: [additionItem] });
    for (const claims of [onFleet(), onModel()]) {
      const job = await compute.submit(input(mine), claims);
      expect(await jobs(claims)).toContain(job);
      expect(await codeOf(submitMutation, claims, { input: input(other) })).toBe('FORBIDDEN');
    }
    const across = { model: other.slug, fleetId: mine.fleet, items: [additionItem] };
    await compute.submit(across, onFleet());
    expect(await codeOf(submitMutation, onModel(), { input: across })).toBe('FORBIDDEN');
    expect(await codeOf(submitMutation, guest(), { input: input(mine) })).toBe('FORBIDDEN');
  });
});

describe('a community that lies in others', () => {
  it('is bound by their limits, when a job is submitted', async () => {
    const compute = await TestCompute.start();
    compute.policies.set('com_top', { 'jobs.maxItems': 1 });
    const { slug } = await compute.publish();
    await compute.openFleet();
    const input = { model: slug, items: [additionItem, additionItem] };
    expect(await compute.refusal(submitMutation, { input }, { ancestors: ['com_top'] })).toBe(
      'JOB_TOO_LARGE',
    );
    await compute.close();
  });
});
