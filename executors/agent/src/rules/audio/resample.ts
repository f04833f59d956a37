import type { MonoAudio } from './MonoAudio.js';

/** Zero crossings of the sinc on each side: some 80 dB of what would fold back is kept out. */
const crossings = 24;

/** Share of the band that is kept: what lies above falls off. */
const rolloff = 0.95;

/**
 * Brings a sound to another rate with a windowed sinc, one kernel for each of the places an output sample can have
 * between input samples (a polyphase filter; Crochiere and Rabiner, 1983).
 */
export function resample({ sampleRate, samples }: MonoAudio, wanted: number): Float32Array {
  if (sampleRate === wanted) return samples;
  const divisor = greatestCommonDivisor(sampleRate, wanted);
  const [step, phases] = [sampleRate / divisor, wanted / divisor];
  const kernels = polyphase(phases, Math.min(1, wanted / sampleRate) * rolloff);
  const half = (kernels[0]?.length ?? 0) / 2;
  const output = new Float32Array(Math.ceil((samples.length * phases) / step));
  // A hot path: plain loops over typed arrays.
  for (let index = 0; index < output.length; index++) {
    const place = index * step;
    const kernel = kernels[place % phases] ?? new Float32Array();
    const first = Math.floor(place / phases) - half + 1;
    let sum = 0;
    const from = Math.max(0, -first);
    const to = Math.min(kernel.length, samples.length - first);
    for (let tap = from; tap < to; tap++) sum += (kernel[tap] ?? 0) * (samples[first + tap] ?? 0);
    output[index] = sum;
  }
  return output;
}

/** Kernels by phase; `cutoff` is a share of the input's band. Each sums to one, so that silence and steady sound stay. */
function polyphase(phases: number, cutoff: number): readonly Float32Array[] {
  const half = Math.ceil(crossings / cutoff);
  return Array.from({ length: phases }, (_, phase) => {
    const taps = Float64Array.from({ length: 2 * half }, (__, tap) =>
      windowedSinc(tap - half + 1 - phase / phases, cutoff, half),
    );
    const sum = taps.reduce((total, tap) => total + tap, 0);
    return Float32Array.from(taps, (tap) => tap / sum);
  });
}

function windowedSinc(at: number, cutoff: number, half: number): number {
  if (Math.abs(at) >= half) return 0;
  const x = Math.PI * at * cutoff;
  const sinc = x === 0 ? 1 : Math.sin(x) / x;
  // Blackman's window.
  const w = (Math.PI * at) / half;
  return sinc * (0.42 + 0.5 * Math.cos(w) + 0.08 * Math.cos(2 * w));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
