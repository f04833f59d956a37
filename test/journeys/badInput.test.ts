import { createServer } from 'node:net';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { LocalSystem } from '@ai-collective/local';
import { mintCapability, uploadPath, type Capability } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { addition, onnxBytes } from '../../subgraphs/compute/test/onnxBuilder.js';
import { eventually } from '../system/eventually.js';
import { freePortBlock } from '../system/freePortBlock.js';
import { finished, jobCount, submission, submitJob } from '../system/jobs.js';
import { createModel, publishing, publishModel } from '../system/models.js';
import { readWelcome, reading, vastPicture, welcomeText } from '../system/pictures.js';
import { projectRoot, temporaryFolder, TestSystem } from '../system/TestSystem.js';
import { createUpload, storeBytes } from '../system/uploads.js';

let system: TestSystem;
let pids: readonly number[];

const processes = [
  'gateway',
  'identity',
  'compute',
  'storage',
  'governance',
  'dispatcher',
  'agent',
  'broker',
];

beforeAll(async () => {
  system = await TestSystem.start();
  pids = processes.map((name) => system.pid(name));
  expect(await readWelcome(system.api)).toContain(welcomeText);
  await publishModel(system.api, 'addition', onnxBytes());
}, 180_000);

afterAll(() => system.end(), 60_000);

interface Holdings {
  readonly jobs: number;
  readonly blobs: readonly string[];
  readonly versions: number;
}

/** What the community has: the same before and after a refusal. */
async function holdings(): Promise<Holdings> {
  const { blobs, models } = await system.api.ask(
    z.object({
      blobs: z.object({ edges: z.array(z.object({ node: z.object({ cid: z.string() }) })) }),
      models: z.object({ edges: z.array(z.object({ node: z.object({ versions: z.array(z.unknown()) }) })) }),
    }),
    {
      query: `{
        blobs(first: 200) { edges { node { cid } } }
        models(first: 100) { edges { node { versions { id } } } }
      }`,
    },
  );
  return {
    jobs: await jobCount(system.api),
    blobs: blobs.edges.map(({ node }) => node.cid),
    versions: models.edges.reduce((sum, { node }) => sum + node.versions.length, 0),
  };
}

/** Runs something that is refused, and proves that nothing was written and nobody fell over it. */
async function withoutTrace<T>(refused: () => Promise<T>): Promise<T> {
  const before = await holdings();
  const answer = await refused();
  expect(await holdings()).toEqual(before);
  expect(system.crashes).toEqual([]);
  return answer;
}

function float32(shape: readonly number[], values: number) {
  return { dtype: 'float32', shape, data: Buffer.alloc(4 * values).toString('base64') };
}

const fitting = float32([1, 2], 2);

function adding(inputs: readonly Readonly<Record<string, unknown>>[], model = 'addition') {
  return submission({ model, items: [{ inputs }] });
}

describe('a job is refused, and not written,', () => {
  const cases = [
    {
      why: 'when there is no such model',
      operation: adding([], 'no-such-model'),
      code: 'MODEL_NOT_FOUND',
    },
    {
      why: 'when an input has another name than the model gives it',
      operation: adding([
        { name: 'a', tensor: fitting },
        { name: 'c', tensor: fitting },
      ]),
      code: 'INPUT_NAME_UNKNOWN',
    },
    {
      why: 'when an input is missing',
      operation: adding([{ name: 'a', tensor: fitting }]),
      code: 'INPUT_MISSING',
    },
    {
      why: 'when a tensor has another dtype than the model takes',
      operation: adding([
        { name: 'a', tensor: { ...fitting, dtype: 'int32' } },
        { name: 'b', tensor: fitting },
      ]),
      code: 'TENSOR_DTYPE_MISMATCH',
    },
    {
      why: 'when a tensor has another shape than the model takes',
      operation: adding([
        { name: 'a', tensor: float32([1, 3], 3) },
        { name: 'b', tensor: fitting },
      ]),
      code: 'TENSOR_SHAPE_MISMATCH',
    },
    {
      why: 'when a tensor has fewer bytes than its shape says',
      operation: adding([
        { name: 'a', tensor: float32([1, 2], 1) },
        { name: 'b', tensor: fitting },
      ]),
      code: 'TENSOR_DATA_LENGTH',
    },
    {
      why: 'when it names a blob the community does not have',
      operation: reading('bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy'),
      code: 'BLOB_NOT_FOUND',
    },
    {
      why: 'when it has no items',
      operation: submission({ model: 'addition', items: [] }),
      code: 'JOB_EMPTY',
    },
  ];

  for (const { why, operation, code } of cases)
    test(`${why}: ${code}`, async () => {
      expect(await withoutTrace(() => system.api.refusal(operation))).toMatchObject({ code });
    });

  test('when the request is over 1 MiB: BODY_TOO_LARGE', async () => {
    const operation = adding([{ name: 'a', tensor: float32([1, 300_000], 300_000) }]);
    const refusal = await withoutTrace(() => system.api.refusal(operation));
    expect(refusal).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  });

  test('when nobody is signed in: UNAUTHORIZED_FIELD, which says why', async () => {
    const refusal = await withoutTrace(() => system.api.as({}).refusal(adding([])));
    expect(refusal).toMatchObject({ code: 'UNAUTHORIZED_FIELD', details: { reason: 'UNAUTHENTICATED' } });
  });

  test('when the API key is wrong: UNAUTHENTICATED', async () => {
    const wrong = (system.api.connection.credential ?? '').replace(/.{4}$/, 'AAAA');
    for (const credential of [wrong, 'aic_nonsense', 'nonsense']) {
      const refusal = await withoutTrace(() => system.api.as({ credential }).refusal(adding([])));
      expect(refusal).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    }
  });
});

describe('a model version is refused, and not written,', () => {
  test('when the file is not an ONNX model: MODEL_NOT_ONNX', async () => {
    const modelId = await createModel(system.api, 'not-onnx');
    const cid = await storeBytes(system.api, Buffer.from('These are words, not a model.'));
    const refusal = await withoutTrace(() => system.api.refusal(publishing(modelId, cid)));
    expect(refusal).toMatchObject({ code: 'MODEL_NOT_ONNX' });
  });

  test('when the file keeps tensors in other files: MODEL_EXTERNAL_DATA', async () => {
    const weight = {
      name: 'w',
      dims: [2],
      data_type: 1,
      data_location: 1,
      external_data: [{ key: 'location', value: '../../etc/passwd' }],
    };
    const modelId = await createModel(system.api, 'external-data');
    const cid = await storeBytes(system.api, onnxBytes({ ...addition, initializer: [weight] }));
    const refusal = await withoutTrace(() => system.api.refusal(publishing(modelId, cid)));
    expect(refusal).toMatchObject({ code: 'MODEL_EXTERNAL_DATA' });
  });
});

describe('a picture is refused by the device that should read it,', () => {
  async function refused(bytes: Uint8Array) {
    const cid = await storeBytes(system.api, bytes);
    const refusal = await system.api.refusal(reading(cid));
    const { jobId } = z.object({ jobId: z.string() }).parse(refusal.details);
    expect(await finished(system.api, jobId)).toMatchObject({ state: 'FAILED', counts: { failed: 1 } });
    return refusal.code;
  }

  test('when it is no picture: IMAGE_UNREADABLE', { timeout: 90_000 }, async () => {
    expect(await refused(Buffer.from('These are words, not a picture.'))).toBe('IMAGE_UNREADABLE');
  });

  test('when it has more than 40 megapixels: IMAGE_TOO_LARGE', { timeout: 90_000 }, async () => {
    expect(await refused(await vastPicture())).toBe('IMAGE_TOO_LARGE');
  });
});

describe('an upload is refused, and not stored,', () => {
  async function put(url: string, bytes = Buffer.from('not to be stored')) {
    const response = await fetch(url, { method: 'PUT', body: bytes });
    const { code } = z.object({ code: z.string() }).parse(await response.json());
    return [response.status, code];
  }

  async function urlWith(changes: Partial<Capability>, secret?: string): Promise<string> {
    const { viewer } = await system.api.ask(
      z.object({ viewer: z.object({ subject: z.string(), community: z.object({ id: z.string() }) }) }),
      { query: '{ viewer { subject community { id } } }' },
    );
    const { capabilitySecret } = await system.secrets();
    const inAnHour = Math.floor(Date.now() / 1_000) + 3_600;
    const capability = mintCapability(secret ?? capabilitySecret, {
      action: 'write',
      community: viewer.community.id,
      cid: null,
      maxBytes: 1_000,
      expiresAt: inAnHour,
      subject: viewer.subject,
      ...changes,
    });
    return `${system.api.connection.url}/storage${uploadPath}?capability=${capability}`;
  }

  test('when its URL has expired: CAPABILITY_EXPIRED', async () => {
    const url = await urlWith({ expiresAt: Math.floor(Date.now() / 1_000) - 1 });
    expect(await withoutTrace(() => put(url))).toEqual([403, 'CAPABILITY_EXPIRED']);
  });

  test('when its URL was not made here: CAPABILITY_FORGED', async () => {
    const url = await urlWith({}, 'a secret somebody else has made up for this');
    expect(await withoutTrace(() => put(url))).toEqual([403, 'CAPABILITY_FORGED']);
  });

  test('when its URL has no capability: CAPABILITY_REQUIRED', async () => {
    const url = `${system.api.connection.url}/storage${uploadPath}`;
    expect(await withoutTrace(() => put(url))).toEqual([401, 'CAPABILITY_REQUIRED']);
  });

  test('when its body is larger than was announced: BODY_TOO_LARGE', async () => {
    const url = await createUpload(system.api, { bytes: 10 });
    expect(await withoutTrace(() => put(url))).toEqual([413, 'BODY_TOO_LARGE']);
  });
});

describe('a policy', () => {
  async function setMaxItems(value: number): Promise<void> {
    const version = z.object({ version: z.number() });
    const { policy } = await system.api.ask(z.object({ policy: version }), {
      query: '{ policy { version } }',
    });
    await system.api.ask(z.object({ setPolicyParameters: version }), {
      query: `mutation Policy($input: SetPolicyParametersInput!) {
        setPolicyParameters(input: $input) { version }
      }`,
      variables: {
        input: { baseVersion: policy.version, changes: [{ name: 'jobs.maxItems', value }] },
      },
    });
  }

  const item = {
    inputs: [
      { name: 'a', tensor: fitting },
      { name: 'b', tensor: fitting },
    ],
  };

  test('that is lowered is enforced within two seconds: JOB_TOO_LARGE', { timeout: 60_000 }, async () => {
    const tooLarge = submission({ model: 'addition', items: [item, item, item, item] });
    await setMaxItems(3);
    await eventually(
      'a job over the new limit is refused',
      () => system.api.refusal(tooLarge).then(({ code }) => (code === 'JOB_TOO_LARGE' ? true : undefined)),
      2_000,
    );
    expect(await withoutTrace(() => system.api.refusal(tooLarge))).toMatchObject({
      code: 'JOB_TOO_LARGE',
      details: { items: 4, maxItems: 3 },
    });
    const id = await submitJob(system.api, { model: 'addition', items: [item, item, item] });
    expect(await finished(system.api, id)).toMatchObject({ state: 'SUCCEEDED', counts: { succeeded: 3 } });
  });
});

describe('the start of a second system', () => {
  test('is refused when its port is taken, naming who has it: PORT_TAKEN', async () => {
    const port = await freePortBlock();
    const dataFolder = await temporaryFolder();
    const listener = createServer().listen(port, '127.0.0.1');
    await once(listener, 'listening');
    try {
      await expect(LocalSystem.prepare({ root: projectRoot, dataFolder, port })).rejects.toMatchObject({
        code: 'PORT_TAKEN',
        message: expect.stringContaining(String(process.pid)) as string,
      });
    } finally {
      listener.close();
      await rm(dataFolder, { recursive: true });
    }
  });
});

describe('after all of that', () => {
  test('the same processes still do their work', { timeout: 90_000 }, async () => {
    expect(await readWelcome(system.api)).toContain(welcomeText);
    expect(processes.map((name) => system.pid(name))).toEqual(pids);
    expect(system.crashes).toEqual([]);
  });
});
