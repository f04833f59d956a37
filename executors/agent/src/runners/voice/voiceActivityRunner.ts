import type { VoiceActivityResult } from '@ai-collective/contracts';
import { resample } from '../../rules/audio/resample.js';
import { speechSegments } from '../../rules/voice/speechSegments.js';
import { frameMs, voiceRate } from '../../rules/voice/voiceFrames.js';
import { decodeAudio } from '../audio/decodeAudio.js';
import { inputBlob } from '../inputBlob.js';
import type { Runner, RunnerItem } from '../runner.js';
import { VoiceModel } from './VoiceModel.js';

/** Finds where somebody speaks in a sound file with silero VAD v5; answers with a `VoiceActivityResult`. */
export const voiceActivityRunner: Runner = {
  name: 'voice-activity-detection',
  async load(artifacts, options) {
    const model = await VoiceModel.load(artifacts, options);
    await model.probabilities([new Float32Array(1)]);
    const runBatch = async (items: readonly RunnerItem[]) => {
      // One after the other: a sound at the rate of its file takes more memory than what is kept of it.
      const sounds: Float32Array[] = [];
      for (const item of items) sounds.push(await soundOf(item));
      return hear(model, sounds);
    };
    return {
      run: async (input, blobs) => (await runBatch([{ input, blobs }]))[0] ?? null,
      runBatch,
      dispose: () => model.dispose(),
    };
  },
};

async function soundOf({ input, blobs }: RunnerItem): Promise<Float32Array> {
  return resample(await decodeAudio(inputBlob(input, blobs, 'audio')), voiceRate);
}

async function hear(
  model: VoiceModel,
  sounds: readonly Float32Array[],
): Promise<readonly VoiceActivityResult[]> {
  const probabilities = await model.probabilities(sounds);
  return sounds.map((sound, index) => describe(sound, probabilities[index] ?? []));
}

function describe(sound: Float32Array, probabilities: readonly number[]): VoiceActivityResult {
  const durationMs = (sound.length / voiceRate) * 1_000;
  return {
    durationMs,
    frameMs,
    segments: speechSegments(probabilities, { frameMs, durationMs }),
    probabilities,
  };
}
