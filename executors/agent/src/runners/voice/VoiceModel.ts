import { type InferenceSession, Tensor } from 'onnxruntime-node';
import {
  frameCount,
  inputSamples,
  keepStates,
  voiceRate,
  writeFrame,
} from '../../rules/voice/voiceFrames.js';
import { modelFailure } from '../../failures/TaskFailed.js';
import { openSession } from '../openSession.js';
import type { ArtifactPaths } from '../runner.js';

/** Numbers the network remembers of a stream, in each of its two layers. */
const stateSize = 128;

/** Silero VAD v5: a small recurrent network that goes over a sound frame by frame. */
export class VoiceModel {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** Opens the role `model`. Throws coded model failures, MODEL_INPUTS_UNEXPECTED for another network. */
  static async load(artifacts: ArtifactPaths, options: InferenceSession.SessionOptions): Promise<VoiceModel> {
    const session = await openSession(artifacts, 'model', options);
    const [inputs, outputs] = [session.inputNames.toSorted(), session.outputNames.toSorted()];
    if (inputs.join() === 'input,sr,state' && outputs.join() === 'output,stateN')
      return new VoiceModel(session);
    await session.release();
    throw modelFailure(
      'MODEL_INPUTS_UNEXPECTED',
      'The model does not take input, state and sr, and give output and stateN, as silero VAD v5 does.',
    );
  }

  /** How likely each frame of each sound holds speech. Sounds of 16 kHz go through the network side by side. */
  async probabilities(sounds: readonly Float32Array[]): Promise<readonly (readonly number[])[]> {
    const frames = sounds.map(frameCount);
    const answers = sounds.map((): number[] => []);
    // The longest first: whatever has ended is then at the end of the batch.
    const order = [...sounds.keys()].toSorted((a, b) => (frames[b] ?? 0) - (frames[a] ?? 0));
    let state: Float32Array = new Float32Array(2 * sounds.length * stateSize);
    let running = sounds.length;
    for (let frame = 0; frame < (frames[order[0] ?? 0] ?? 0); frame++) {
      const streams = order.filter((sound) => (frames[sound] ?? 0) > frame);
      state = keepStates(state, { streams: streams.length, of: running });
      running = streams.length;
      const input = new Float32Array(running * inputSamples);
      for (const [place, sound] of streams.entries())
        writeFrame(sounds[sound] ?? new Float32Array(), frame, { input, place });
      const step = await this.#step(input, state, running);
      state = step.state;
      for (const [place, sound] of streams.entries()) answers[sound]?.push(step.output[place] ?? 0);
    }
    return answers;
  }

  /** Frees the network. */
  dispose(): Promise<void> {
    return this.#session.release();
  }

  async #step(input: Float32Array, state: Float32Array, streams: number) {
    const { output, stateN } = await this.#session.run({
      input: new Tensor('float32', input, [streams, inputSamples]),
      state: new Tensor('float32', state, [2, streams, stateSize]),
      sr: new Tensor('int64', BigInt64Array.of(BigInt(voiceRate)), []),
    });
    if (!isFloats(output?.data, streams) || !isFloats(stateN?.data, state.length)) {
      throw modelFailure('MODEL_OUTPUT_UNEXPECTED', 'The model does not answer as silero VAD v5 does.');
    }
    return { output: output.data, state: stateN.data };
  }
}

function isFloats(data: unknown, length: number): data is Float32Array {
  return data instanceof Float32Array && data.length === length;
}
