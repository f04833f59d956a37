import { attemptEventSchema, newId, taskMessageSchema } from '@ai-collective/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { additionItem, leased, submitMutation, succeeded, TestCompute } from '../TestCompute.js';

let compute: TestCompute;
let model: string;
beforeAll(async () => {
  compute = await TestCompute.start();
  await compute.openFleet();
  ({ slug: model } = await compute.publish());
});
afterAll(() => compute.close());
beforeEach(() => compute.policies.clear());

const items = [additionItem];
const submit = (rest: object) => compute.submit({ model, items, ...rest });
const refusal = async (rest: object) => {
  const { errors } = await compute.ask(submitMutation, { input: { model, items, ...rest } });
  return errors?.map(({ message, extensions }) => `${extensions.code}: ${message}`);
};
const shown = async (id: string) =>
  (await compute.get<{ job: object }>('query ($id: ID!) { job(id: $id) { privacy regions } }', { id })).job;

async function soleTask(jobId: string) {
  const [message, ...others] = await compute.taskMessages(jobId);
  if (message === undefined || others.length > 0) throw new Error(`${others.length} further messages`);
  return taskMessageSchema.parse(message);
}

describe('where a job may run', () => {
  it('is anywhere in its community unless somebody says otherwise', async () => {
    const id = await submit({});
    expect(await shown(id)).toEqual({ privacy: 'COMMUNITY', regions: null });
    expect(await soleTask(id)).toMatchObject({ privacy: 'COMMUNITY', regions: null });
  });

  it('is what its submitter asked for, as far as the community and those around it allow', async () => {
    compute.policies.set('com_one', { 'placement.residency': ['DE', 'FR'] });
    compute.policies.set('com_top', { 'placement.residency': ['DE', 'AT'] });
    const id = await compute.submit(
      { model, items, privacy: 'TRUSTED', placement: { regions: ['DE-BY', 'FR'] } },
      { ancestors: ['com_top'] },
    );
    expect(await shown(id)).toEqual({ privacy: 'TRUSTED', regions: ['DE-BY'] });
    expect(await soleTask(id)).toMatchObject({ privacy: 'TRUSTED', regions: ['DE-BY'] });
    const { value } = (await compute.outbox()).filter(({ topic }) => topic === 'audit.events').at(-1) ?? {};
    expect(value).toMatchObject({ details: { privacy: 'TRUSTED', regions: ['DE-BY'] } });
  });

  it('is told again with every run that is asked for anew', async () => {
    const id = await submit({ privacy: 'TRUSTED', placement: { regions: ['DE'] } });
    const task = await soleTask(id);
    const failure = { code: 'BROKE', message: 'It broke.', fault: 'device' };
    const attempt = leased(task, newId('attempt'));
    const end = { type: 'failed', outcome: 'ERROR', failure };
    await compute.settle([attempt, attemptEventSchema.parse({ ...attempt, ...end })]);
    const again = await soleTask(id);
    expect(again.taskId).not.toBe('');
    expect(again).toMatchObject({ privacy: 'TRUSTED', regions: ['DE'], jobId: id });
    expect(again.queuedAt).not.toBe(task.queuedAt);
  });

  it('is nowhere: then the job is refused, and why is said', async () => {
    compute.policies.set('com_one', { 'placement.residency': ['DE', 'AT'] });
    expect(await refusal({ placement: { regions: ['FR'] } })).toEqual([
      'PLACEMENT_IMPOSSIBLE: The job may run nowhere: none of its regions is one that the community allows, which are: AT, DE.',
    ]);
    expect((await refusal({ privacy: 'SEALED' }))?.[0]).toMatch(
      /^PRIVACY_CLASS_NOT_SUPPORTED: SEALED is not/,
    );
    expect((await refusal({ placement: { regions: ['germany'] } }))?.[0]).toMatch(/^REGIONS_INVALID/);
    expect((await refusal({ placement: { regions: [] } }))?.[0]).toMatch(/^REGIONS_INVALID/);
  });

  it('makes two submissions different jobs', async () => {
    const idempotencyKey = newId('event');
    const id = await submit({ idempotencyKey });
    expect(await submit({ idempotencyKey, privacy: 'COMMUNITY' })).toBe(id);
    expect((await refusal({ idempotencyKey, privacy: 'TRUSTED' }))?.[0]).toMatch(/^IDEMPOTENCY_CONFLICT/);
  });
});

describe('the energy of a job', () => {
  const energyQuery = `query ($id: ID!) { job(id: $id) {
    energy { joules attempts } tasks { edges { node { attempts { energyJoules } } } }
  } }`;

  it('is the sum of what devices told of its attempts, and nothing where none did', async () => {
    const [id, silent] = [
      await compute.submit({ model, items: [additionItem, additionItem] }),
      await submit({}),
    ];
    const [first, second] = await compute.taskMessages(id);
    if (first === undefined || second === undefined) throw new Error('the job has two tasks');
    const [one, other] = [newId('attempt'), newId('attempt')];
    await compute.settle([leased(first, one), { ...succeeded(first, one), joules: 1.5 } as never]);
    await compute.settle([{ ...succeeded(second, other), joules: 2.25 } as never, leased(second, other)]);
    await compute.settle([succeeded(await soleTask(silent), newId('attempt'))]);
    const { job } = await compute.get<{ job: object }>(energyQuery, { id });
    expect(job).toEqual({
      energy: { joules: 3.75, attempts: 2 },
      tasks: {
        edges: [
          { node: { attempts: [{ energyJoules: 1.5 }] } },
          { node: { attempts: [{ energyJoules: 2.25 }] } },
        ],
      },
    });
    expect(await compute.get(energyQuery, { id: silent })).toMatchObject({ job: { energy: null } });
  });
});
