// Answers tasks with the agent's own runner and model files: one message of { runner, artifacts, items } in, one of the answers out. Started
// with --import useWasm.mjs, the same code runs on ONNX Runtime's WASM build. A model that does not have the inputs `without`, is run as if
// it had them.
import { createRequire } from 'node:module';
import { canonicalJson } from '@ai-collective/contracts';
import { oneCore, runners } from '@ai-collective/agent';

process.once('message', async ({ runner, artifacts, items, without = [] }) => {
  if (without.length > 0) pretend(without);
  const model = await runners[runner].load(artifacts, oneCore);
  const answers = [];
  for (const { input, blobs } of items) answers.push(canonicalJson(await model.run(input, new Map(blobs))));
  await model.dispose();
  process.send(answers, () => process.disconnect());
});

function pretend(without) {
  const { InferenceSession } = createRequire(import.meta.resolve('@ai-collective/agent'))('onnxruntime-node');
  const create = InferenceSession.create.bind(InferenceSession);
  InferenceSession.create = async (...args) => {
    const session = await create(...args);
    const isTaken = ([name]) => !without.includes(name);
    return {
      inputNames: [...session.inputNames, ...without],
      outputNames: session.outputNames,
      run: (feeds) => session.run(Object.fromEntries(Object.entries(feeds).filter(isTaken))),
      release: () => session.release(),
    };
  };
}
