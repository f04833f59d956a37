/** An inference child whose model does on the provider "gpu" what its file says. */
import { serveRuns } from '../../dist/children/serveRuns.js';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const item = (input) => Number(input.x.cid);

const fake = {
  async load({ model }, { executionProviders: [provider] }) {
    const isGpu = provider === 'gpu';
    if (isGpu && model === 'unloadable') throw new Error('no such operator');
    return {
      async run(input) {
        const number = item(input);
        if (number < 0) throw new Error('no such number');
        if (isGpu) await onGpu(model);
        else await pause(20);
        const off = isGpu && model === 'different' ? 0.1 : isGpu ? 1e-6 : 0;
        return { provider: model === 'telling' ? provider : 'x', number: number + 0.5 + off };
      },
      dispose: async () => undefined,
    };
  },
};

let runs = 0;
async function onGpu(model) {
  runs += 1;
  if (model === 'slower') await pause(60);
  if (model === 'crashing') process.abort();
  if (model === 'treacherous' && runs > 4) process.abort();
  if (model === 'hanging') for (;;);
  if (model === 'failing' || (model === 'flaky' && runs > 4)) throw new Error('device lost');
}

serveRuns({ tensor: fake });
