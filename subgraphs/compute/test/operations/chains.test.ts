import { newId, type GrantClaim, type JsonValue, type TaskMessage } from '@ai-collective/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exportJob } from '../../src/operations/exportJob.js';
import { prepareJob } from '../../src/operations/prepareJob.js';
import { float32, int64, tensorValue } from '../onnxBuilder.js';
import {
  additionItem,
  failed,
  leased,
  submitMutation,
  succeeded,
  TestCompute,
  vector,
} from '../TestCompute.js';

/** `y = relu(x)`: takes one tensor, so it needs no word of where that comes from. */
const relu = {
  node: [{ input: ['x'], output: ['y'], op_type: 'Relu' }],
  name: 'relu',
  input: [tensorValue('x', float32, ['n', 2])],
  output: [tensorValue('y', float32, ['n', 2])],
};
const wide = { ...relu, input: [tensorValue('x', float32, ['n', 3])] };
const whole = { ...relu, input: [tensorValue('x', int64, ['n', 2])] };

const jobQuery = `query ($id: ID!) { job(id: $id) { state progress modelVersion { id }
  counts { total queued succeeded failed canceled }
  steps { number modelVersion { id } counts { total queued dispatched verifying succeeded failed canceled } }
  tasks { edges { node { ordinal step state output failure { code message fault } } } }
  cost { price held paid returned } } }`;

interface Counts {
  readonly total: number;
}
interface JobAnswer {
  readonly state: string;
  readonly progress: number;
  readonly counts: Counts;
  readonly modelVersion: { readonly id: string };
  readonly steps: readonly { readonly modelVersion: { readonly id: string }; readonly counts: Counts }[];
  readonly tasks: { readonly edges: readonly { readonly node: object }[] };
  readonly cost: Readonly<Record<'price' | 'held' | 'paid' | 'returned', string>>;
}

let compute: TestCompute;
let addition: Awaited<ReturnType<TestCompute['publish']>>;
let rectifier: typeof addition;
let fleetId: string;
beforeAll(async () => {
  compute = await TestCompute.start();
  fleetId = await compute.openFleet();
  addition = await compute.publish();
  rectifier = await compute.publish(relu);
});
afterAll(() => compute.close());
beforeEach(() => compute.policies.clear());

const look = async (id: string): Promise<JobAnswer> =>
  (await compute.get<{ job: JobAnswer }>(jobQuery, { id })).job;
const nodesOf = ({ tasks }: JobAnswer) => tasks.edges.map(({ node }) => node);
const counts = (given: object) => ({
  ...{ queued: 0, dispatched: 0, verifying: 0, succeeded: 0, failed: 0, canceled: 0, ...given },
});

/** Adds, and rectifies the sum: everything is found by the rules. */
const sumThenRelu = () => [{ modelVersionId: addition.versionId }, { model: rectifier.slug }];
const submit = (input: object = {}) =>
  compute.submit({ fleetId, steps: sumThenRelu(), items: [additionItem, additionItem], ...input });

const ofVersion = (messages: readonly TaskMessage[], { versionId }: { versionId: string }) =>
  messages.filter(({ modelVersionId }) => modelVersionId === versionId);
const tensorOf = (values: readonly number[]) => vector('any', values).tensor;
const answer = (task: TaskMessage | undefined, json: JsonValue) => {
  if (task === undefined) throw new Error('a task expected');
  const attempt = newId('attempt');
  return [leased(task, attempt), succeeded(task, attempt, json)];
};

describe('a chain of models', () => {
  it('takes each item from step to step, and ends with what the last step says', async () => {
    const id = await submit();
    const first = await compute.taskMessages(id);
    expect(first.map(({ modelVersionId }) => modelVersionId)).toEqual([
      addition.versionId,
      addition.versionId,
    ]);
    expect(await look(id)).toMatchObject({
      state: 'QUEUED',
      modelVersion: { id: addition.versionId },
      steps: [
        {
          number: 0,
          modelVersion: { id: addition.versionId },
          counts: { total: 2, ...counts({ queued: 2 }) },
        },
        { number: 1, modelVersion: { id: rectifier.versionId }, counts: { total: 0, ...counts({}) } },
      ],
    });

    const sum = tensorOf([3, -4]);
    const events = answer(first[0], { sum });
    await compute.settle(events);
    const second = ofVersion(await compute.taskMessages(id), rectifier);
    expect(second).toMatchObject([
      { input: { x: { type: 'tensor', ...sum } }, excludedOwners: [], runner: 'tensor' },
    ]);
    expect(await look(id)).toMatchObject({
      state: 'RUNNING',
      progress: 0,
      counts: { total: 2, queued: 2, succeeded: 0 },
      steps: [
        { counts: { total: 2, ...counts({ queued: 1, succeeded: 1 }) } },
        { counts: { total: 1, ...counts({ queued: 1 }) } },
      ],
    });

    // Whatever arrives twice starts nothing twice.
    await compute.settle(events);
    expect(ofVersion(await compute.taskMessages(id), rectifier)).toHaveLength(1);

    await compute.settle([...answer(second[0], { y: 'first' }), ...answer(first[1], { sum })]);
    const third = ofVersion(await compute.taskMessages(id), rectifier);
    await compute.settle(answer(third.at(-1), { y: 'second' }));
    const job = await look(id);
    expect(job).toMatchObject({ state: 'SUCCEEDED', progress: 1, counts: { total: 2, succeeded: 2 } });
    expect(nodesOf(job)).toMatchObject([
      { ordinal: 0, step: 1, state: 'SUCCEEDED', output: { y: 'first' } },
      { ordinal: 1, step: 1, state: 'SUCCEEDED', output: { y: 'second' } },
    ]);
    const earlier = await compute.get(
      'query ($id: ID!) { job(id: $id) { tasks(step: 0) { edges { node { ordinal step output } } } } }',
      { id },
    );
    expect(earlier).toMatchObject({
      job: {
        tasks: { edges: [{ node: { ordinal: 0, step: 0, output: { sum } } }, { node: { ordinal: 1 } }] },
      },
    });
  });

  it('goes on only with what is believed', async () => {
    const id = await submit({ items: [additionItem] });
    const [task] = await compute.taskMessages(id);
    const stranger = answer(task, { sum: tensorOf([1, 1]) }).map((event) => ({ ...event, vouched: false }));
    await compute.settle(stranger);
    expect(ofVersion(await compute.taskMessages(id), rectifier)).toEqual([]);
    const again = (await compute.taskMessages(id)).find(({ taskId }) => taskId !== task?.taskId);
    const other = { vouched: false, ownerId: 'person_2', deviceId: 'dev_2' };
    await compute.settle(answer(again, { sum: tensorOf([1, 1]) }).map((event) => ({ ...event, ...other })));
    const [second] = ofVersion(await compute.taskMessages(id), rectifier);

    // A second opinion on a later step is asked of its own model.
    await compute.settle(
      answer(second, { y: tensorOf([1, 1]) }).map((event) => ({ ...event, vouched: false })),
    );
    const asked = await compute.taskMessages(id);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      ...{ modelVersionId: rectifier.versionId, input: second?.input },
      excludedOwners: ['person_1'],
    });
    expect(asked[0]?.taskId).not.toBe(second?.taskId);
  });

  it('fails an item where a step fails, and tells in an export which it was', async () => {
    const id = await submit({ items: [additionItem, additionItem, additionItem] });
    const [one, two, three] = await compute.taskMessages(id);
    if (one === undefined) throw new Error('a task expected');
    await compute.settle([
      failed(one, newId('attempt'), { fault: 'input', code: 'BAD_INPUT' }),
      ...answer(two, { sum: { ...tensorOf([1, 2, 3]), shape: [1, 3] } }),
      ...answer(three, { other: 1 }),
    ]);
    const job = await look(id);
    expect(job).toMatchObject({
      state: 'FAILED',
      counts: { total: 3, failed: 3 },
      steps: [
        { counts: { total: 3, ...counts({ succeeded: 2, failed: 1 }) } },
        { counts: { total: 2, ...counts({ failed: 2 }) } },
      ],
    });
    expect(nodesOf(job)).toMatchObject([
      { ordinal: 0, step: 0, failure: { code: 'BAD_INPUT' } },
      {
        ordinal: 1,
        step: 1,
        failure: {
          code: 'TENSOR_SHAPE_MISMATCH',
          message: 'Step 1, input "x": it takes [n, 2], not [1, 3].',
          fault: 'model',
        },
      },
      { ordinal: 2, step: 1, failure: { code: 'CHAIN_PART_MISSING' } },
    ]);

    await compute.get('mutation ($id: ID!) { exportResults(jobId: $id) { id } }', { id });
    await compute.work(exportJob);
    const { job: exported } = await compute.get<{
      job: { export: { tasks: number; blob: { cid: string } } };
    }>('query ($id: ID!) { job(id: $id) { export { tasks blob { cid } } } }', { id });
    expect(exported.export.tasks).toBe(3);
    const lines = (compute.storage.textOf('com_one', exported.export.blob.cid) ?? '').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { ordinal: 0, step: 0, state: 'FAILED', failure: { code: 'BAD_INPUT' } },
      { ordinal: 1, step: 1, state: 'FAILED' },
      { ordinal: 2, step: 1, state: 'FAILED' },
    ]);
  });

  it('gives a later step inputs of the item and of any earlier step, and an answer in a blob by its content id', async () => {
    const steps = [
      ...sumThenRelu(),
      {
        modelVersionId: addition.versionId,
        inputs: [
          { name: 'a', step: 0, output: 'sum' },
          { name: 'b', item: 'bias' },
        ],
      },
      { modelVersionId: rectifier.versionId },
    ];
    const bias = vector('bias', [5, 6]);
    const id = await submit({ steps, items: [{ inputs: [...additionItem.inputs, bias] }] });
    const [task] = await compute.taskMessages(id);
    expect(Object.keys(task?.input ?? {})).toEqual(['a', 'b']);
    const sum = tensorOf([3, 4]);
    await compute.settle(answer(task, { sum }));
    const last = async () => (await compute.taskMessages(id)).at(-1);
    await compute.settle(answer(await last(), { y: sum }));
    const third = await last();
    expect(third?.input).toEqual({ a: { type: 'tensor', ...sum }, b: { type: 'tensor', ...bias.tensor } });
    const [lease, large] = answer(third, 0);
    if (lease === undefined || large === undefined) throw new Error('two events expected');
    await compute.settle([
      lease,
      { ...large, output: { type: 'blob', cid: 'bafklarge', bytes: 70_000 } } as typeof large,
    ]);
    expect((await last())?.input).toEqual({ x: { type: 'blob', cid: 'bafklarge', part: '/sum' } });
  });

  it('is canceled with all its steps, and a result that comes later starts nothing', async () => {
    const id = await submit();
    const [one, two] = await compute.taskMessages(id);
    await compute.settle(answer(one, { sum: tensorOf([1, 2]) }));
    await compute.get('mutation ($id: ID!) { cancelJob(jobId: $id) { id } }', { id });
    await compute.settle(answer(two, { sum: tensorOf([1, 2]) }));
    expect(await look(id)).toMatchObject({
      state: 'CANCELED',
      counts: { total: 2, canceled: 2 },
      steps: [
        { counts: { total: 2, ...counts({ succeeded: 1, canceled: 1 }) } },
        { counts: { total: 1, ...counts({ canceled: 1 }) } },
      ],
    });
    expect(await compute.taskMessages(id)).toEqual([]);
  });

  it('holds credit for all steps, pays each step its own price, and returns the rest', async () => {
    compute.policies.set('com_one', { 'credit.maxBonus': 100 });
    const single = await look(await compute.submit({ fleetId, model: addition.slug, items: [additionItem] }));
    const id = await submit({ items: [additionItem] });
    const { cost } = await look(id);
    expect([cost.price, cost.held]).toEqual([
      String(2 * Number(single.cost.price)),
      String(2 * Number(single.cost.held)),
    ]);
    await compute.settle(answer((await compute.taskMessages(id))[0], { sum: tensorOf([1, 2]) }));
    expect((await look(id)).cost).toMatchObject({ paid: single.cost.price, returned: '0' });
    await compute.settle(answer((await compute.taskMessages(id))[0], { y: 1 }));
    const paid = Number(cost.price);
    expect((await look(id)).cost).toMatchObject({
      paid: String(paid),
      returned: String(Number(cost.held) - paid),
    });
    const payments = await compute.database.withTenant('com_one', (em) =>
      em.execute('select model_version_id from credit_payments where job_id = ? order by attempt_id', [id]),
    );
    expect(payments).toEqual([
      { model_version_id: addition.versionId },
      { model_version_id: rectifier.versionId },
    ]);
  });

  it('takes its items from a blob, too', async () => {
    const content = [additionItem, additionItem].map((item) => JSON.stringify(item)).join('\n');
    const id = await submit({ items: null, itemsBlob: compute.storage.put('com_one', content) });
    await compute.work(prepareJob);
    expect(await look(id)).toMatchObject({
      state: 'QUEUED',
      counts: { total: 2 },
      steps: [{ counts: { queued: 2 } }, { counts: { total: 0 } }],
    });
    const [task] = await compute.taskMessages(id);
    await compute.settle(answer(task, { sum: tensorOf([1, 2]) }));
    expect(ofVersion(await compute.taskMessages(id), rectifier)).toHaveLength(1);
  });

  it('answers infer with what the last step says', async () => {
    const mutation = `mutation ($input: InferInput!) { infer(input: $input, waitMs: 20000) {
      finished output task { step attempts { state } } } }`;
    const idempotencyKey = newId('event');
    const answered = compute.get(mutation, {
      input: { fleetId, steps: sumThenRelu(), ...additionItem, idempotencyKey },
    });
    const id = await submit({ items: [additionItem], idempotencyKey });
    await compute.settle(answer((await compute.taskMessages(id))[0], { sum: tensorOf([1, 2]) }));
    await compute.settle(answer((await compute.taskMessages(id))[0], { y: 'last' }));
    expect(await answered).toEqual({
      infer: { finished: true, output: { y: 'last' }, task: { step: 1, attempts: [{ state: 'VALID' }] } },
    });
  });

  it('is another job than one whose steps take their inputs elsewhere', async () => {
    const idempotencyKey = newId('event');
    const id = await submit({ idempotencyKey });
    expect(await submit({ idempotencyKey })).toBe(id);
    const steps = [addition, addition].map(({ versionId: modelVersionId }, step) => ({
      modelVersionId,
      inputs:
        step === 0
          ? []
          : [
              { name: 'a', step: 0, output: 'sum' },
              { name: 'b', step: 0 },
            ],
    }));
    const input = { fleetId, steps, items: [additionItem, additionItem], idempotencyKey };
    expect(await compute.refusal(submitMutation, { input })).toBe('IDEMPOTENCY_CONFLICT');
  });

  it('needs a role for every model of it, to be submitted and to be seen', async () => {
    const on = (id: string): GrantClaim => ({
      ...{ id: newId('grant'), role: 'DEVELOPER', permissions: [], until: null },
      on: { type: 'MODEL', id },
    });
    const guest = (...grants: readonly GrantClaim[]) => ({ sub: newId('person'), roles: [], grants });
    const [of1, of2] = [on(addition.modelId), on(rectifier.modelId)];
    const input = { fleetId, steps: sumThenRelu(), items: [additionItem] };
    for (const claims of [guest(of1), guest(of2)])
      expect(await compute.refusal(submitMutation, { input }, claims)).toBe('FORBIDDEN');
    const id = await compute.submit(input, guest(of1, of2));
    const query = 'query ($id: ID!) { job(id: $id) { id } }';
    expect(await compute.get(query, { id }, guest(of1, of2))).toEqual({ job: { id } });
    expect(await compute.refusal(query, { id }, guest(of1))).toBe('JOB_NOT_FOUND');
  });

  it('is estimated step by step', async () => {
    const query = `query ($input: EstimateJobInput!) { estimateJob(input: $input) { devices totalRunMs
      runTimes { p50Ms } steps { number devices runTimes { p50Ms } } } }`;
    const quiet = await compute.openFleet();
    const id = await submit({ fleetId: quiet, items: [additionItem] });
    await compute.settle(answer((await compute.taskMessages(id))[0], { sum: tensorOf([1, 2]) }));
    await compute.settle(answer((await compute.taskMessages(id))[0], { y: 1 }));
    expect(await compute.get(query, { input: { fleetId: quiet, steps: sumThenRelu(), items: 10 } })).toEqual({
      estimateJob: {
        devices: 1,
        totalRunMs: 250,
        runTimes: { p50Ms: 25 },
        steps: [
          { number: 0, devices: 1, runTimes: { p50Ms: 12.5 } },
          { number: 1, devices: 1, runTimes: { p50Ms: 12.5 } },
        ],
      },
    });
  });

  it.each([
    ['one step only', () => [{ model: rectifier.slug }], 'CHAIN_LENGTH_INVALID'],
    [
      'nine steps',
      () => Array.from({ length: 9 }, () => ({ model: rectifier.slug })),
      'CHAIN_LENGTH_INVALID',
    ],
    ['a step without a model', () => [...sumThenRelu(), {}], 'MODEL_REQUIRED'],
    ['a model that is not there', () => [...sumThenRelu(), { model: 'nowhere' }], 'MODEL_NOT_FOUND'],
    [
      'an input nobody has',
      () => [...sumThenRelu(), { model: rectifier.slug, inputs: [{ name: 'z', step: 0 }] }],
      'CHAIN_INPUT_UNKNOWN',
    ],
    [
      'a step after it',
      () => [...sumThenRelu(), { model: rectifier.slug, inputs: [{ name: 'x', step: 2 }] }],
      'CHAIN_SOURCE_INVALID',
    ],
  ])('is refused with %s', async (_, steps, code) => {
    const input = { fleetId, steps: steps(), items: [additionItem] };
    expect(await compute.refusal(submitMutation, { input })).toBe(code);
  });

  it('is refused where the models declare that they do not fit, by step and input', async () => {
    for (const [graph, expected] of [
      [wide, 'float32 [n, 3]'],
      [whole, 'int64 [n, 2]'],
    ] as const) {
      const { versionId } = await compute.publish(graph);
      const steps = [{ modelVersionId: addition.versionId }, { modelVersionId: versionId }];
      const refused = await compute.ask(submitMutation, { input: { fleetId, steps, items: [additionItem] } });
      expect(refused.errors?.[0]).toMatchObject({
        message: `Step 1, input "x": the model takes ${expected}, and what it is given is float32 [n, 2].`,
        extensions: { code: 'CHAIN_TENSOR_MISMATCH', step: 1, input: 'x' },
      });
    }
    const both = { modelVersionId: addition.versionId, steps: sumThenRelu(), items: [additionItem] };
    expect(await compute.refusal(submitMutation, { input: both })).toBe('MODEL_REQUIRED');
  });
});
