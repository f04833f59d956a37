import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newId, ocrResultSchema, type JsonValue, type TaskMessage } from '@ai-collective/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runItems } from '../../executors/agent/src/children/runItems.js';
import { runners } from '../../executors/agent/src/runners/registry.js';
import { oneCore, type LoadedRunner } from '../../executors/agent/src/runners/runner.js';
import { ocrArtifacts } from '../../executors/agent/test/ocrArtifacts.js';
import { leased, succeeded, TestCompute } from '../../subgraphs/compute/test/TestCompute.js';

const root = path.join(import.meta.dirname, '../..');
const picture = path.join(root, 'deploy/local/pictures/welcome.png');
const community = 'com_one';

let compute: TestCompute;
let folder: string;
const loaded: LoadedRunner[] = [];
const contents = new Map<string, Buffer>();
const paths = new Map<string, string>();

beforeAll(async () => {
  [compute, folder] = await Promise.all([TestCompute.start(), mkdtemp(path.join(tmpdir(), 'aic-chain-'))]);
  await compute.openFleet();
});
afterAll(async () => {
  await Promise.all(loaded.map((model) => model.dispose()));
  await compute.close();
  await rm(folder, { recursive: true, force: true });
});

const put = (content: Buffer): string => {
  const cid = compute.storage.put(community, content);
  contents.set(cid, content);
  return cid;
};

/** Publishes real files as a model, and answers its slug. */
async function publish(runner: string, files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const artifacts: { role: string; cid: string }[] = [];
  for (const [role, file] of Object.entries(files)) {
    const cid = put(typeof file === 'string' ? await readFile(file) : file);
    paths.set(cid, path.join(folder, cid));
    await writeFile(path.join(folder, cid), contents.get(cid) ?? '');
    artifacts.push({ role, cid });
  }
  const slug = runner;
  const { createModel } = await compute.get<{ createModel: { id: string } }>(
    'mutation ($input: CreateModelInput!) { createModel(input: $input) { id } }',
    { input: { name: runner, slug } },
  );
  const input = { modelId: createModel.id, runner, licence: 'MIT', artifacts };
  await compute.get(
    'mutation ($input: PublishModelVersionInput!) { publishModelVersion(input: $input) { id } }',
    { input },
  );
  return slug;
}

/** What a device does with a task: the runner the message names, on the files and blobs it names. */
async function run({ runner, artifacts, input }: TaskMessage): Promise<JsonValue> {
  const files = Object.fromEntries(artifacts.map(({ role, cid }) => [role, paths.get(cid) ?? '']));
  const model = await runners[runner].load(files, oneCore);
  loaded.push(model);
  const { outcomes } = await runItems(model, [{ input, blobs: contents }]);
  const [outcome] = outcomes;
  if (outcome === undefined || 'failure' in outcome) throw new Error(JSON.stringify(outcome?.failure));
  return JSON.parse(Buffer.from(outcome.output).toString('utf8')) as JsonValue;
}

const textOf = (read: JsonValue): Buffer => Buffer.from(ocrResultSchema.parse(read).text);

it('reads a picture, and tells of the text that was read whether it is spam, be the text in place or in a blob', async () => {
  const models = path.join(root, 'executors/agent/test/models');
  const preprocessing = { tokenizer: 'hashed-bag-of-words', lowercase: true, buckets: 8_192 };
  const steps = [
    { model: await publish('ocr', ocrArtifacts) },
    {
      model: await publish('text-classification', {
        model: path.join(models, 'spam.onnx'),
        labels: Buffer.from('ham\nspam\n'),
        preprocessing: Buffer.from(JSON.stringify(preprocessing)),
      }),
    },
  ];
  const item = { inputs: [{ name: 'image', blob: put(await readFile(picture)) }] };
  const id = await compute.submit({ steps, items: [item, item] });
  const [first, second] = await compute.taskMessages(id);
  if (first === undefined || second === undefined) throw new Error('two tasks expected');
  const read = await run(first);
  expect(read).toMatchObject({ text: expect.stringContaining('Welcome to AI Collective') as string });
  const answer = Buffer.from(JSON.stringify(read));
  const large = succeeded(second, 'att_read_2');
  await compute.settle([
    leased(first, 'att_read_1'),
    succeeded(first, 'att_read_1', read),
    leased(second, 'att_read_2'),
    { ...large, output: { type: 'blob', cid: put(answer), bytes: answer.length } } as typeof large,
  ]);
  const judged: JsonValue[] = [];
  for (const task of await compute.taskMessages(id)) {
    expect(task.runner).toBe('text-classification');
    const attempt = newId('attempt');
    const label = await run(task);
    judged.push(label);
    await compute.settle([leased(task, attempt), succeeded(task, attempt, label)]);
  }
  const { job } = await compute.get<{
    job: { state: string; tasks: { edges: { node: { output: unknown } }[] } };
  }>('query ($id: ID!) { job(id: $id) { state tasks { edges { node { output } } } } }', { id });
  expect(job.state).toBe('SUCCEEDED');
  expect(job.tasks.edges.map(({ node }) => node.output)).toEqual(judged);
  // Nothing of the text is lost on the way: it is judged as when it is given to the model by itself.
  const [judge] = await compute.taskMessages(
    await compute.submit({
      model: 'text-classification',
      items: [{ inputs: [{ name: 'text', blob: put(textOf(read)) }] }],
    }),
  );
  if (judge === undefined) throw new Error('a task expected');
  const alone = await run(judge);
  expect(judged).toEqual([alone, alone]);
});
