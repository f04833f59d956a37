/** Samples a second that silero VAD takes. */
export const voiceRate = 16_000;

/** New samples in each frame, and those of the frame before that it sees again. */
export const frameSamples = 512;
export const contextSamples = 64;

/** Length of a frame, milliseconds. */
export const frameMs = (frameSamples / voiceRate) * 1_000;

/** Samples a frame takes in the network's input. */
export const inputSamples = contextSamples + frameSamples;

/** Frames of a sound; the last is filled with silence. */
export function frameCount(samples: Float32Array): number {
  return Math.ceil(samples.length / frameSamples);
}

/** Writes a frame, after the end of the one before, into the network's input at `place`. */
export function writeFrame(
  samples: Float32Array,
  frame: number,
  { input, place }: { readonly input: Float32Array; readonly place: number },
): void {
  const end = (frame + 1) * frameSamples;
  const from = end - inputSamples;
  const at = place * inputSamples;
  input.fill(0, at, at + inputSamples);
  // Before the first frame there is silence.
  input.set(samples.subarray(Math.max(0, from), end), at + Math.max(0, -from));
}

/** The first `streams` of the states of `of`, in both of the network's layers. */
export function keepStates(
  state: Float32Array,
  { streams, of }: { readonly streams: number; readonly of: number },
): Float32Array {
  if (streams === of) return state;
  const size = state.length / 2 / of;
  const kept = new Float32Array(2 * streams * size);
  for (const layer of [0, 1])
    kept.set(state.subarray(layer * of * size, (layer * of + streams) * size), layer * streams * size);
  return kept;
}
