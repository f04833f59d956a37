// Says which execution providers ONNX Runtime was built for; or, given the name of one, whether it really opens a model and computes with
// it. A process of its own: drivers crash and hang.
import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import { oneCore } from '../runners/runner.js';
import type { ProbeMessage } from './probeMessages.js';
import { tinyModel, tinySize } from './tinyModel.js';

const [, , provider] = process.argv;
const message: ProbeMessage =
  provider === undefined
    ? { built: listSupportedBackends().map(({ name }) => name) }
    : { absent: await whyAbsent(provider) };
process.send?.(message, undefined, {}, () => process.exit());

async function whyAbsent(name: string): Promise<string | null> {
  try {
    const session = await InferenceSession.create(tinyModel(), {
      ...oneCore,
      executionProviders: [name],
      extra: { session: { disable_cpu_ep_fallback: '1' } },
    });
    const input = Float32Array.from({ length: tinySize }, (_, index) => index + 0.5);
    const { y } = await session.run({ x: new Tensor('float32', input, [tinySize]) });
    const answer = y?.data instanceof Float32Array ? [...y.data] : [];
    return input.every((number, index) => answer[index] === 2 * number) ? null : 'it computes wrongly';
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return withoutPlaces(reason).slice(0, 300);
  }
}

/** ONNX Runtime says first where in its sources it failed. */
function withoutPlaces(reason: string): string {
  const [first = ''] = reason.split('\n');
  return first.replace(/^\/\S+:\d+ .*? was false\. /, '');
}
