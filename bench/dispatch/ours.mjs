// The whole system, and devices whose work costs nothing.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { uploadFile } from '@ai-collective/cli';
import { ask } from './ask.mjs';
import { identityItem, identityModel } from './identityModel.mjs';

/** Makes a fleet and a model of its own in a running installation. */
export async function prepareOurs(system, folder) {
  const tell = (mutation, input) => ask(system.connection, mutation, { input });
  const { createFleet } = await tell(
    'mutation ($input: CreateFleetInput!) { createFleet(input: $input) { id } }',
    { name: `bench ${Date.now()}` },
  );
  const file = path.join(folder, 'identity.onnx');
  await writeFile(file, identityModel());
  const cid = await uploadFile(system.connection, file);
  const { createModel } = await tell(
    'mutation ($input: CreateModelInput!) { createModel(input: $input) { id } }',
    {
      slug: 'identity',
      name: 'Identity',
    },
  );
  await tell('mutation ($input: PublishModelVersionInput!) { publishModelVersion(input: $input) { id } }', {
    modelId: createModel.id,
    runner: 'tensor',
    licence: 'CC0-1.0',
    artifacts: [{ role: 'model', cid }],
  });
  return { fleetId: createFleet.id, tell, system, folder };
}

/** Starts devices, and waits until the dispatcher has welcomed all. */
export async function startDevices({ system, fleetId }, { devices, places }) {
  const child = fork(path.join(import.meta.dirname, 'deviceProcess.mjs'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      DISPATCHER_URL: system.dispatcherUrl,
      GATEWAY_URL: system.connection.url,
      API_KEY: system.connection.credential,
      FLEET_ID: fleetId,
      DEVICES: String(devices),
      PLACES: String(places),
    },
  });
  await once(child, 'message', { signal: AbortSignal.timeout(120_000) });
  return {
    pid: child.pid,
    stop: async () => {
      child.disconnect();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** Uploads so many items, for jobs to be read from. */
export async function uploadItems({ system, folder }, count) {
  const file = path.join(folder, `items-${count}.jsonl`);
  const lines = Array.from({ length: count }, (_, number) => JSON.stringify(identityItem(number)));
  await writeFile(file, `${lines.join('\n')}\n`);
  return uploadFile(system.connection, file);
}

/** Submits one job of all items and resolves when each has succeeded: milliseconds. */
export async function runJob({ tell, fleetId, system }, { itemsBlob, count }) {
  const started = performance.now();
  const { submitJob } = await tell(
    'mutation ($input: SubmitJobInput!) { submitJob(input: $input) { id state } }',
    {
      ...{ model: 'identity', fleetId, itemsBlob },
    },
  );
  const query = 'query ($id: ID!) { job(id: $id) { state counts { total succeeded failed } } }';
  for (;;) {
    const { job } = await ask(system.connection, query, { id: submitJob.id });
    if (job.state === 'SUCCEEDED' && job.counts.succeeded === count) return performance.now() - started;
    if (!['PREPARING', 'QUEUED', 'RUNNING'].includes(job.state))
      throw new Error(`The job is ${job.state}: ${JSON.stringify(job.counts)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Asks for one answer and waits for it: milliseconds. */
export async function inferOne({ tell, fleetId }, number) {
  const started = performance.now();
  const { infer } = await tell('mutation ($input: InferInput!) { infer(input: $input) { output } }', {
    ...{ model: 'identity', fleetId, ...identityItem(number) },
  });
  const took = performance.now() - started;
  if (infer.output?.y === undefined) throw new Error(`no output: ${JSON.stringify(infer)}`);
  return took;
}
