import type { BitReader } from './BitReader.js';
import { damaged } from './MonoAudio.js';

/** Coefficients of the fixed predictors, by order (RFC 9639, section 9.2.5). */
const fixedPredictors = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]] as const;

/**
 * The samples of one channel in a frame (RFC 9639, section 9.2). Sums of predictors exceed 32 bits but not the 53 that a
 * number holds exactly, whence 64-bit floats.
 */
export function readSubframe(reader: BitReader, blockSize: number, bits: number): Float64Array {
  reader.skipBits(1);
  const type = reader.unsigned(6);
  const wasted = reader.unsigned(1) === 1 ? reader.unary() + 1 : 0;
  const width = bits - wasted;
  if (width < 1 || width > 32) throw damaged('a frame has samples without bits');
  const samples = readSamples(reader, { type, width, blockSize });
  if (wasted > 0) for (const [index, sample] of samples.entries()) samples[index] = sample * 2 ** wasted;
  return samples;
}

interface Subframe {
  readonly type: number;
  readonly width: number;
  readonly blockSize: number;
}

function readSamples(reader: BitReader, { type, width, blockSize }: Subframe): Float64Array {
  const samples = new Float64Array(blockSize);
  if (type === 0) return samples.fill(reader.signed(width));
  if (type === 1) {
    for (let index = 0; index < blockSize; index++) samples[index] = reader.signed(width);
    return samples;
  }
  const fixed = type >= 8 && type <= 12;
  if (!fixed && type < 32) throw damaged('a frame is coded in an unknown way');
  const order = fixed ? type - 8 : type - 31;
  if (order > blockSize) throw damaged('a frame is shorter than its predictor');
  for (let index = 0; index < order; index++) samples[index] = reader.signed(width);
  const predictor = fixed
    ? { coefficients: fixedPredictors[order] ?? [], shift: 0 }
    : readPredictor(reader, order);
  readResidual(reader, samples, order);
  restore(samples, predictor);
  return samples;
}

interface Predictor {
  /** That of the sample before comes first. */
  readonly coefficients: readonly number[];
  readonly shift: number;
}

function readPredictor(reader: BitReader, order: number): Predictor {
  const precision = reader.unsigned(4) + 1;
  const shift = reader.signed(5);
  if (precision === 16 || shift < 0) throw damaged('a frame has an unknown predictor');
  const coefficients = Array.from({ length: order }, () => reader.signed(precision));
  return { coefficients, shift };
}

/** Rice-coded differences in partitions, each with a parameter of its own; they take the samples' places. */
function readResidual(reader: BitReader, samples: Float64Array, order: number): void {
  const method = reader.unsigned(2);
  if (method > 1) throw damaged('a frame is coded in an unknown way');
  const parameterBits = method === 0 ? 4 : 5;
  const partitions = 2 ** reader.unsigned(4);
  const each = samples.length / partitions;
  if (!Number.isInteger(each) || each < order) throw damaged('a frame is divided wrongly');
  for (let partition = 0; partition < partitions; partition++) {
    const [from, to] = [partition === 0 ? order : partition * each, (partition + 1) * each];
    const parameter = reader.unsigned(parameterBits);
    if (parameter === 2 ** parameterBits - 1) {
      const raw = reader.unsigned(5);
      for (let index = from; index < to; index++) samples[index] = reader.signed(raw);
    } else {
      for (let index = from; index < to; index++) {
        const folded = reader.unary() * 2 ** parameter + reader.unsigned(parameter);
        samples[index] = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
      }
    }
  }
}

/** Adds what is predicted from the samples before to each difference. A hot path: plain loops. */
function restore(samples: Float64Array, { coefficients, shift }: Predictor): void {
  const order = coefficients.length;
  const divisor = 2 ** shift;
  for (let index = order; index < samples.length; index++) {
    let sum = 0;
    for (let back = 0; back < order; back++)
      sum += (coefficients[back] ?? 0) * (samples[index - 1 - back] ?? 0);
    samples[index] = (samples[index] ?? 0) + Math.floor(sum / divisor);
  }
}
