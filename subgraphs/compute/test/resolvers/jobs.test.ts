import { newId, partsOfRun, queueKey } from '@ai-collective/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addition, float32, int64, tensorValue } from '../onnxBuilder.js';
import {
  additionItem,
  failed,
  leased,
  submitMutation,
  succeeded,
  TestCompute,
  vector,
} from '../TestCompute.js';

let compute: TestCompute;
let versionId: string;
let slug: string;
let fleetId: string;
beforeAll(async () => {
  compute = await TestCompute.start();
  fleetId = await compute.openFleet();
  ({ versionId, slug } = await compute.publish());
});
afterAll(() => compute.close());
beforeEach(() => {
  compute.policies.clear();
  compute.storage.brokenWith = undefined;
});

const items = [additionItem];
const jobQuery = `query ($id: ID!) { job(id: $id) {
  id state priority progress submittedBy finishedAt because { policyVersion } modelVersion { id } fleet { id }
  counts { total queued dispatched succeeded failed canceled }
} }`;
type JobAnswer = { job: { state: string; finishedAt: string | null; counts: Record<string, number> } };

describe('submitJob', () => {
  it('writes the job, its tasks, their messages and an audit record', async () => {
    const id = await compute.submit({ model: slug, items: [additionItem, additionItem], priority: 7 });
    expect(await compute.get(jobQuery, { id })).toEqual({
      job: {
        id,
        state: 'QUEUED',
        priority: 7,
        progress: 0,
        submittedBy: 'per_alice',
        finishedAt: null,
        because: { policyVersion: 7 },
        modelVersion: { id: versionId },
        fleet: { id: fleetId },
        counts: { total: 2, queued: 2, dispatched: 0, succeeded: 0, failed: 0, canceled: 0 },
      },
    });
    const messages = await compute.taskMessages(id);
    expect(messages).toHaveLength(2);
    expect(messages[0]).toMatchObject({
      communityId: 'com_one',
      fleetId,
      priority: 7,
      runner: 'tensor',
      modelVersionId: versionId,
      artifacts: [{ role: 'model' }],
      input: { a: { type: 'tensor', dtype: 'float32', shape: [1, 2] } },
      runtimeLimitMs: 60_000,
    });
    const outbox = await compute.outbox();
    expect(outbox.find(({ key }) => key === messages[0]?.taskId)).toMatchObject({
      confirm_key: messages[0]?.taskId,
    });
    const audits = outbox.filter(
      ({ topic, value }) => topic === 'audit.events' && value.action === 'jobs:submit',
    );
    expect(audits.at(-1)?.value).toMatchObject({
      resource: { type: 'job', id },
      actor: { subject: 'per_alice', kind: 'PERSON' },
    });
  });

  const named = (name: string, rest: object) => ({
    inputs: [{ ...vector('a'), ...rest, name }, vector('b')],
  });
  const tensor = (rest: object) => ({
    inputs: [{ name: 'a', tensor: { ...vector('a').tensor, ...rest } }, vector('b')],
  });

  it.each<[string, object]>([
    ['MODEL_REQUIRED', { model: undefined, modelVersionId: undefined }],
    ['MODEL_REQUIRED', { modelVersionId: 'mdv_x' }],
    ['MODEL_NOT_FOUND', { model: 'nothing' }],
    ['MODEL_VERSION_NOT_FOUND', { model: undefined, modelVersionId: newId('modelVersion') }],
    ['MODEL_VERSION_NOT_FOUND', { model: undefined, modelVersionId: 'a\0b' }],
    ['FLEET_NOT_FOUND', { fleetId: newId('fleet') }],
    ['FLEET_NOT_FOUND', { fleetId: 'nonsense' }],
    ['JOB_EMPTY', { items: [] }],
    ['PRIORITY_INVALID', { priority: 10 }],
    ['IDEMPOTENCY_KEY_INVALID', { idempotencyKey: 'with space' }],
    ['INPUT_NAME_UNKNOWN', { items: [named('c', {})] }],
    ['INPUT_NAME_REPEATED', { items: [named('b', {})] }],
    ['INPUT_MISSING', { items: [{ inputs: [vector('a')] }] }],
    ['INPUT_VALUE_INVALID', { items: [{ inputs: [{ name: 'a' }, vector('b')] }] }],
    ['INPUT_VALUE_INVALID', { items: [named('a', { blob: 'bafkx' })] }],
    ['INPUT_VALUE_INVALID', { items: [tensor({ data: 'no base64!' })] }],
    ['INPUT_VALUE_INVALID', { items: [tensor({ dtype: 'string' })] }],
    [
      'INPUT_TOO_LARGE',
      { items: [{ inputs: [vector('a', new Array<number>(150_000).fill(0)), vector('b')] }] },
    ],
    ['TENSOR_DTYPE_MISMATCH', { items: [tensor({ dtype: 'int32' })] }],
    ['TENSOR_SHAPE_MISMATCH', { items: [tensor({ shape: [2] })] }],
    ['TENSOR_SHAPE_MISMATCH', { items: [{ inputs: [vector('a', [1, 2, 3, 4]), vector('b')] }] }],
    ['TENSOR_DATA_LENGTH', { items: [tensor({ shape: [1, 2], data: 'AAAA' })] }],
    ['BLOB_NOT_FOUND', { items: [{ inputs: [{ name: 'a', blob: 'bafknothing' }, vector('b')] }] }],
  ])('answers %s to %j and writes nothing', async (code, change) => {
    const before = (await compute.outbox()).length;
    expect(await compute.refusal(submitMutation, { input: { model: slug, items, ...change } })).toBe(code);
    expect(await compute.outbox()).toHaveLength(before);
  });

  it('says which item is wrong and how', async () => {
    const wrong = { inputs: [vector('a', [1, 2, 3, 4]), vector('b')] };
    const { errors } = await compute.ask(submitMutation, {
      input: { model: slug, items: [additionItem, wrong] },
    });
    expect(errors?.[0]?.extensions).toEqual({
      code: 'TENSOR_SHAPE_MISMATCH',
      item: 1,
      input: 'b',
      expected: '[n=2, 2]',
      given: '[1, 2]',
    });
  });

  it('takes open dimensions of any size', async () => {
    const input = [tensorValue('a', float32, [null, 'k']), tensorValue('b', int64, [])];
    const { slug: open } = await compute.publish({ ...addition, input });
    const scalar = {
      name: 'b',
      tensor: { dtype: 'int64', shape: [], data: Buffer.alloc(8).toString('base64') },
    };
    await compute.submit({ model: open, items: [{ inputs: [vector('a', [1, 2, 3, 4]), scalar] }] });
  });

  it('takes blobs of its own community and no others', async () => {
    const mine = compute.storage.put('com_one', Buffer.alloc(8));
    const theirs = compute.storage.put('com_two', Buffer.alloc(16));
    await compute.submit({ model: slug, items: [{ inputs: [{ name: 'a', blob: mine }, vector('b')] }] });
    const input = { model: slug, items: [{ inputs: [{ name: 'a', blob: theirs }, vector('b')] }] };
    expect(await compute.refusal(submitMutation, { input })).toBe('BLOB_NOT_FOUND');
    compute.storage.brokenWith = 503;
    expect(await compute.refusal(submitMutation, { input })).toBe('STORAGE_UNAVAILABLE');
  });

  it('asks for each distinct blob once', async () => {
    const cid = compute.storage.put('com_one', Buffer.from('asked once'));
    const item = {
      inputs: [
        { name: 'a', blob: cid },
        { name: 'b', blob: cid },
      ],
    };
    await compute.submit({ model: slug, items: [item, item, item] });
    expect(compute.storage.requests.filter((request) => request.includes(cid))).toHaveLength(1);
  });

  it("keeps to the community's policy", async () => {
    compute.policies.set('com_one', { 'jobs.maxItems': 2 });
    expect(
      await compute.refusal(submitMutation, {
        input: { model: slug, items: [...items, ...items, ...items] },
      }),
    ).toBe('JOB_TOO_LARGE');
    compute.policies.set('com_one', { 'jobs.maxUnfinished': 1 });
    await compute.submit({ model: slug, items, idempotencyKey: 'unfinished' }).catch(() => undefined);
    expect(await compute.refusal(submitMutation, { input: { model: slug, items } })).toBe(
      'TOO_MANY_UNFINISHED_JOBS',
    );
  });

  it('answers the same job to the same idempotency key, also at the same time', async () => {
    const input = { model: slug, items, idempotencyKey: newId('event') };
    const ids = await Promise.all(Array.from({ length: 6 }, () => compute.submit(input)));
    expect(new Set(ids).size).toBe(1);
    expect(await compute.taskMessages(ids[0] ?? '')).toHaveLength(1);
    const other = { ...input, priority: 1 };
    expect(await compute.refusal(submitMutation, { input: other })).toBe('IDEMPOTENCY_CONFLICT');
    expect(await compute.submit(input, { sub: 'per_bob' })).not.toBe(ids[0]);
  });

  it('is denied without the permission, the scope, or a community', async () => {
    const refusal = (claims: object) =>
      compute.refusal(submitMutation, { input: { model: slug, items } }, claims);
    expect(await refusal({ roles: ['MEMBER'] })).toBe('FORBIDDEN');
    expect(await refusal({ scopes: ['jobs:read'] })).toBe('FORBIDDEN');
    expect(await refusal({ community: '' })).toBe('COMMUNITY_REQUIRED');
    expect(await refusal({ kind: 'ANONYMOUS', roles: [] })).toBe('UNAUTHENTICATED');
  });

  it("is denied for a fleet or a model that the community's own policies forbid", async () => {
    const { modelId, slug: forbidden } = await compute.publish();
    const fleetId = await compute.openFleet();
    const forbid = (thing: string) => ({
      id: thing.startsWith('Fleet') ? 'fleet' : 'model',
      text: `forbid (principal, action == Action::"jobs:submit", resource == ${thing});`,
      proposalId: null,
    });
    compute.cedarPolicies = [forbid(`Fleet::"${fleetId}"`), forbid(`Model::"${modelId}"`)];
    try {
      const refusal = (input: object) => compute.refusal(submitMutation, { input: { items, ...input } });
      expect(await refusal({ model: slug, fleetId })).toBe('FORBIDDEN');
      expect(await refusal({ model: forbidden })).toBe('FORBIDDEN');
      expect(await compute.submit({ model: slug, items })).toMatch(/^job_/);
    } finally {
      compute.cedarPolicies = [];
    }
  });

  it('takes 20,000 items in one mutation', async () => {
    const cid = compute.storage.put('com_one', Buffer.alloc(8));
    const item = {
      inputs: [
        { name: 'a', blob: cid },
        { name: 'b', blob: cid },
      ],
    };
    const id = await compute.submit({ model: slug, items: new Array<object>(20_000).fill(item) });
    const { job } = await compute.get<JobAnswer>(jobQuery, { id });
    expect(job.counts).toMatchObject({ total: 20_000, queued: 20_000 });
    const messages = await compute.taskMessages(id);
    expect(messages).toHaveLength(20_000);
    await compute.settle(messages.slice(0, 500).map((task) => succeeded(task, newId('attempt'))));
    await compute.get('mutation ($id: ID!) { cancelJob(jobId: $id) { state } }', { id });
    expect((await compute.get<JobAnswer>(jobQuery, { id })).job).toMatchObject({
      state: 'CANCELED',
      counts: { succeeded: 500, canceled: 19_500, queued: 0 },
    });
    expect(await compute.taskMessages(id)).toHaveLength(0);
  }, 180_000);
});

describe('job', () => {
  it('shows tasks, their inputs, outputs and attempts with placement', async () => {
    const cid = compute.storage.put('com_one', Buffer.alloc(8));
    const id = await compute.submit({
      model: slug,
      items: [additionItem, { inputs: [{ name: 'a', blob: cid }, vector('b')] }],
    });
    const [first, second] = await compute.taskMessages(id);
    if (first === undefined || second === undefined) throw new Error('two tasks expected');
    const [one, two] = [newId('attempt'), newId('attempt')];
    await compute.settle([
      leased(first, one),
      succeeded(first, one, { text: 'read', lines: [] }),
      leased(second, two),
    ]);
    await compute.settle([failed(second, two, { fault: 'input', code: 'IMAGE_UNREADABLE' })]);
    const query = `query ($id: ID!) { job(id: $id) { state tasks(first: 10) { edges { node {
      ordinal state output text settledAt job { id } failure { code fault }
      inputs { name tensor { dtype shape } blob { cid } }
      attempts { id device { id } state runMs placement { score reasons } startedAt finishedAt failure { code } }
    } } } } }`;
    const { job } = await compute.get<{ job: { state: string; tasks: { edges: { node: object }[] } } }>(
      query,
      { id },
    );
    expect(job.state).toBe('PARTIALLY_FAILED');
    expect(job.tasks.edges.map(({ node }) => node)).toMatchObject([
      {
        ordinal: 0,
        state: 'SUCCEEDED',
        text: 'read',
        output: { text: 'read', lines: [] },
        failure: null,
        job: { id },
        inputs: [
          { name: 'a', tensor: { dtype: 'float32', shape: [1, 2] }, blob: null },
          { name: 'b', blob: null },
        ],
        attempts: [
          {
            id: one,
            device: { id: 'dev_1' },
            state: 'VALID',
            runMs: 12.5,
            placement: { score: 12, reasons: ['model on device'] },
          },
        ],
      },
      {
        ordinal: 1,
        state: 'FAILED',
        output: null,
        text: null,
        failure: { code: 'IMAGE_UNREADABLE', fault: 'input' },
        inputs: [{ name: 'a', tensor: null, blob: { cid } }, { name: 'b' }],
        attempts: [{ id: two, state: 'ERROR', runMs: null, failure: { code: 'IMAGE_UNREADABLE' } }],
      },
    ]);
  });

  it('reads an output that was too large to be sent in place from its blob', async () => {
    const id = await compute.submit({ model: slug, items });
    const [task] = await compute.taskMessages(id);
    if (task === undefined) throw new Error('a task expected');
    const json = JSON.stringify({ text: 'long' });
    const cid = compute.storage.put('com_one', json);
    const event = succeeded(task, newId('attempt'));
    await compute.settle([
      {
        ...event,
        type: 'succeeded',
        output: { type: 'blob', cid, bytes: json.length },
        runMs: 1,
        signature: '',
      },
    ]);
    const query =
      'query ($id: ID!) { job(id: $id) { tasks { edges { node { output text outputBlob { cid } } } } } }';
    expect(await compute.get(query, { id })).toEqual({
      job: { tasks: { edges: [{ node: { output: { text: 'long' }, text: 'long', outputBlob: { cid } } }] } },
    });
  });

  it('is not found by other communities, in any way', async () => {
    const id = await compute.submit({ model: slug, items });
    const [task] = await compute.taskMessages(id);
    const claims = { community: 'com_two', sub: 'per_eve' };
    expect(await compute.refusal(jobQuery, { id }, claims)).toBe('JOB_NOT_FOUND');
    expect(await compute.refusal(jobQuery, { id: 'nonsense\0' })).toBe('JOB_NOT_FOUND');
    expect(
      await compute.refusal('mutation ($id: ID!) { cancelJob(jobId: $id) { id } }', { id }, claims),
    ).toBe('JOB_NOT_FOUND');
    expect(
      await compute.refusal(submitMutation, { input: { modelVersionId: versionId, items } }, claims),
    ).toBe('MODEL_VERSION_NOT_FOUND');
    expect(await compute.get('{ jobs { edges { node { id } } } }', {}, claims)).toEqual({
      jobs: { edges: [] },
    });
    const entities =
      'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Job { progress } ... on Task { ordinal } ... on Fleet { name } } }';
    const refs = [
      { __typename: 'Job', id },
      { __typename: 'Task', id: partsOfRun(task?.taskId ?? '').taskId },
      { __typename: 'Fleet', id: fleetId },
    ];
    expect(await compute.get(entities, { refs }, claims)).toEqual({ _entities: [null, null, null] });
    expect(await compute.get(entities, { refs })).toEqual({
      _entities: [{ progress: 0 }, { ordinal: 0 }, { name: expect.any(String) as unknown }],
    });
  });

  it('tells why a device has no work, as its dispatcher says, to its own community only', async () => {
    const deviceId = newId('device');
    const record = { deviceId, communityId: 'com_one', idleReason: 'resting 4 s', at: new Date() };
    compute.services.situations.take([{ key: deviceId, value: Buffer.from(JSON.stringify(record)) }]);
    const query =
      'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Device { idleReason standing { state } } } }';
    const refs = [{ __typename: 'Device', id: deviceId }];
    expect(await compute.get(query, { refs })).toEqual({
      _entities: [{ idleReason: 'resting 4 s', standing: null }],
    });
    const elsewhere = { community: 'com_two', sub: 'per_eve' };
    expect(await compute.get(query, { refs }, elsewhere)).toEqual({ _entities: [null] });
  });

  it('tells why its tasks wait, as their dispatcher says, while some do', async () => {
    const { versionId, slug: waiting } = await compute.publish();
    const id = await compute.submit({
      model: waiting,
      items,
      privacy: 'TRUSTED',
      placement: { regions: ['DE'] },
    });
    const messages = await compute.taskMessages(id);
    const { fleetId = '' } = messages[0] ?? {};
    const queue = {
      communityId: 'com_one',
      fleetId,
      modelVersionId: versionId,
      privacy: 'TRUSTED',
      regions: ['DE'],
    };
    const tell = (communityId: string, reason: string | null) => {
      const value = Buffer.from(JSON.stringify({ communityId, reason, at: new Date() }));
      const key = queueKey({ ...queue, isSecondOpinion: false });
      compute.services.situations.take([{ key, value }]);
    };
    const reason = async () =>
      (await compute.get<{ job: unknown }>('query ($id: ID!) { job(id: $id) { waitingReason } }', { id }))
        .job;
    expect(await reason()).toEqual({ waitingReason: null });
    tell('com_one', 'no device of its fleet is connected');
    expect(await reason()).toEqual({ waitingReason: 'no device of its fleet is connected' });
    tell('com_two', 'not of this community');
    expect(await reason()).toEqual({ waitingReason: null });
    tell('com_one', 'no device of its fleet is connected');
    await compute.settle(messages.map((task) => succeeded(task, newId('attempt'))));
    expect(await reason()).toEqual({ waitingReason: null });
  });

  it('cannot be read past row-level security even by a statement that names it', async () => {
    const id = await compute.submit({ model: slug, items });
    const select = (community: string) =>
      compute.database.withTenant(community, (em) =>
        em.execute<unknown[]>('select id from jobs where id = ?', [id]),
      );
    expect(await select('com_one')).toHaveLength(1);
    expect(await select('com_two')).toHaveLength(0);
    const tables = ['models', 'model_versions', 'fleets', 'jobs', 'tasks', 'attempts'];
    for (const table of tables)
      expect(
        await compute.database.withoutTenant((em) => em.execute<unknown[]>(`select 1 from ${table} limit 1`)),
      ).toHaveLength(0);
  });
});

describe('jobs', () => {
  it('pages through jobs, newest first, by state', async () => {
    const claims = { community: 'com_jobs' };
    await compute.openFleet('F', claims);
    const { slug: own } = await compute.publish(undefined, claims);
    const ids: string[] = [];
    for (let job = 0; job < 6; job++)
      ids.push(await compute.submit({ model: own, items: [additionItem, additionItem] }, claims));
    const [, running, done, bad, mixed, canceled] = ids;
    const tasksOf = (id: string | undefined) => compute.taskMessages(id ?? '');
    const attempt = () => newId('attempt');
    await compute.settle((await tasksOf(running)).slice(0, 1).map((task) => leased(task, attempt())));
    await compute.settle((await tasksOf(done)).map((task) => succeeded(task, attempt())));
    await compute.settle((await tasksOf(bad)).map((task) => failed(task, attempt(), { fault: 'model' })));
    await compute.settle(
      (await tasksOf(mixed)).map((task, index) =>
        index === 0 ? succeeded(task, attempt()) : failed(task, attempt(), { fault: 'model' }),
      ),
    );
    await compute.get('mutation ($id: ID!) { cancelJob(jobId: $id) { id } }', { id: canceled }, claims);
    const states = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'PARTIALLY_FAILED', 'CANCELED'];
    for (const [index, state] of states.entries())
      expect(
        await compute.get(`{ jobs(state: ${state}) { edges { node { id state } } } }`, {}, claims),
        state,
      ).toEqual({
        jobs: { edges: [{ node: { id: ids[index], state } }] },
      });
    const query =
      'query ($after: String) { jobs(first: 4, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }';
    type Answer = {
      jobs: { edges: { node: { id: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    };
    const first = await compute.get<Answer>(query, {}, claims);
    const second = await compute.get<Answer>(query, { after: first.jobs.pageInfo.endCursor }, claims);
    const seen = [...first.jobs.edges, ...second.jobs.edges].map(({ node }) => node.id);
    expect(seen).toEqual([...seen].sort().reverse());
    expect(new Set(seen)).toEqual(new Set(ids));
    expect([first.jobs.pageInfo.hasNextPage, second.jobs.pageInfo.hasNextPage]).toEqual([true, false]);
  });
});

describe('cancelJob', () => {
  it('settles what is left, withdraws its messages, and tells the fleet', async () => {
    const id = await compute.submit({ model: slug, items: [additionItem, additionItem] });
    const [first, second] = await compute.taskMessages(id);
    if (!first || !second) throw new Error('two tasks expected');
    await compute.settle([
      leased(first, newId('attempt')),
      { ...succeeded(second, newId('attempt')), vouched: false },
    ]);
    const { cancelJob } = await compute.get<{ cancelJob: { state: string } }>(
      'mutation ($id: ID!) { cancelJob(jobId: $id) { state finishedAt counts { canceled } } }',
      { id },
    );
    expect(cancelJob).toMatchObject({
      state: 'CANCELED',
      finishedAt: expect.any(String) as unknown,
      counts: { canceled: 2 },
    });
    expect(await compute.taskMessages(id)).toEqual([]);
    const late = newId('attempt');
    await compute.settle([leased(first, late)]);
    const attempts = await compute.database.withTenant('com_one', (em) =>
      em.execute(
        `select state, failure->>'code' as code, finished_at is not null as ended from attempts
         where task_id in (select id from tasks where job_id = ?) order by id = ?, state`,
        [id, late],
      ),
    );
    expect(attempts).toEqual([
      { state: 'ABANDONED', code: 'JOB_CANCELED', ended: true },
      { state: 'INCONCLUSIVE', code: null, ended: true },
      { state: 'ABANDONED', code: 'TASK_ENDED', ended: true },
    ]);
    const outbox = await compute.outbox();
    expect(outbox.filter(({ key }) => key === id).map(({ topic, value }) => ({ topic, value }))).toEqual([
      {
        topic: `compute.tasks.${fleetId}`,
        value: { type: 'jobCanceled', jobId: id, fleetId, communityId: 'com_one' },
      },
    ]);
    expect(await compute.refusal('mutation ($id: ID!) { cancelJob(jobId: $id) { id } }', { id })).toBe(
      'JOB_FINISHED',
    );
    expect(
      await compute.refusal(
        'mutation ($id: ID!) { cancelJob(jobId: $id) { id } }',
        { id },
        { roles: ['MEMBER'] },
      ),
    ).toBe('FORBIDDEN');
  });

  it('leaves counts and states together when results race with it', async () => {
    const id = await compute.submit({ model: slug, items: new Array<object>(40).fill(additionItem) });
    const tasks = await compute.taskMessages(id);
    // Four at a time leave the database's pool a connection for the cancellation.
    const settleEveryFourth = async (first: number) => {
      for (let index = first; index < tasks.length; index += 4)
        await compute.settle(tasks.slice(index, index + 1).map((task) => succeeded(task, newId('attempt'))));
    };
    await Promise.all([
      compute.get('mutation ($id: ID!) { cancelJob(jobId: $id) { id } }', { id }),
      ...[0, 1, 2, 3].map(settleEveryFourth),
    ]);
    const { job } = await compute.get<JobAnswer>(jobQuery, { id });
    const { succeeded: done = 0, canceled = 0 } = job.counts;
    expect(done + canceled).toBe(40);
    const rows = await compute.database.withTenant('com_one', (em) =>
      em.execute<{ state: string; tasks: number }[]>(
        'select state, count(*)::int as tasks from tasks where job_id = ? group by state',
        [id],
      ),
    );
    expect(Object.fromEntries(rows.map(({ state, tasks: count }) => [state, count]))).toEqual({
      ...(done > 0 && { SUCCEEDED: done }),
      ...(canceled > 0 && { CANCELED: canceled }),
    });
  });
});
