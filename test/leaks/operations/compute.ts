import type { Draw } from '../Draw.js';
import { nothing, page, type Operations } from './Operation.js';

const tensor = (name: string) => ({
  name,
  tensor: {
    dtype: 'float32',
    shape: [1, 2],
    data: Buffer.from(new Float32Array([1, 2]).buffer).toString('base64'),
  },
});

const inputs = (draw: Draw) =>
  draw.random.chance(0.8)
    ? [tensor('a'), tensor('b')]
    : [tensor('a'), { name: 'b', blob: draw.some('content') }];

const chain = (draw: Draw) => [
  { modelVersionId: draw.some('modelVersion') },
  { model: draw.some('modelSlug'), inputs: ['a', 'b'].map((name) => ({ name, step: 0, output: 'sum' })) },
];

const whatAndWhere = (draw: Draw) => ({
  ...draw.random.pick([
    { modelVersionId: draw.some('modelVersion') },
    { model: draw.some('modelSlug') },
    { steps: chain(draw) },
  ]),
  ...draw.sometimes(() => ({ fleetId: draw.some('fleet') })),
});

const target = (draw: Draw) => ({
  ...whatAndWhere(draw),
  ...draw.sometimes(() => ({ idempotencyKey: draw.random.pick(['zq-alder-idempotency-0', draw.word()]) })),
});

export const computeOperations: Operations = {
  communityCredit: nothing,
  creditAccount: nothing,
  creditAccounts: page((_random, some) => some('person')),
  creditStatement: page((random) => `${random.id('ctx')}|HELD|`),
  fleets: nothing,
  defaultFleet: nothing,
  estimateJob: (draw) => ({ input: { ...whatAndWhere(draw), items: 3 } }),
  job: (draw) => ({ id: draw.some('job') }),
  jobs: (draw) => ({
    ...page((_random, some) => some('job'))(draw),
    ...draw.sometimes(() => ({ state: draw.random.pick(['QUEUED', 'SUCCEEDED']) })),
  }),
  model: (draw) => (draw.random.chance(0.5) ? { id: draw.some('model') } : { slug: draw.some('modelSlug') }),
  models: page((_random, some) => some('model')),

  createFleet: (draw) => ({ input: { name: draw.some('fleetName') } }),
  setFleetEnrollment: (draw) => ({
    fleetId: draw.some('fleet'),
    enrollment: { policy: draw.random.pick(['APPROVAL', 'MEMBERS', 'CLOSED']) },
  }),
  reinstateDevice: (draw) => ({ deviceId: draw.some('worker'), reason: draw.word() }),
  setDeviceDraining: (draw) => ({
    deviceId: draw.some('worker'),
    draining: draw.random.pick([true, false]),
    reason: draw.word(),
  }),
  setBudget: (draw) => ({
    ...draw.sometimes(() => ({ memberId: draw.some('person') })),
    ...draw.sometimes(() => ({ monthly: String(draw.random.below(9_000_000)) })),
  }),
  infer: (draw) => ({ waitMs: 0, input: { ...target(draw), inputs: inputs(draw) } }),
  submitJob: (draw) => ({
    input: {
      ...target(draw),
      ...draw.random.pick([{ items: [{ inputs: inputs(draw) }] }, { itemsBlob: draw.some('content') }]),
    },
  }),
  rotateWebhookSecret: nothing,
  exportResults: (draw) => ({ jobId: draw.some('job') }),
  cancelJob: (draw) => ({ jobId: draw.some('job') }),
  createModel: (draw) => ({ input: { name: draw.word(), slug: draw.some('modelSlug') } }),
  publishModelVersion: (draw) => ({
    input: {
      modelId: draw.some('model'),
      runner: 'tensor',
      licence: 'MIT',
      artifacts: [{ role: 'model', cid: draw.some('content') }],
    },
  }),
  jobProgress: (draw) => ({ jobId: draw.some('job') }),
};
