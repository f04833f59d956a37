import { AudioRefused, damaged, type MonoAudio, requireBounds } from './MonoAudio.js';

interface WaveFormat {
  readonly encoding: 'integer' | 'float';
  readonly channels: number;
  readonly sampleRate: number;
  readonly bits: number;
}

/** A chunk's length that a recorder which could not seek back leaves behind: everything that follows. */
const unknownLength = 0xff_ff_ff_ff;

/**
 * Decodes a RIFF WAVE file of linear PCM (8, 16, 24 or 32 bits) or IEEE floats (32 or 64), mixing its channels to one.
 * A recording that was cut off is read as far as it goes. Throws {@link AudioRefused}.
 */
export function decodeWav(bytes: Uint8Array): MonoAudio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: WaveFormat | null = null;
  for (let at = 12; at + 8 <= view.byteLength;) {
    const id = String.fromCharCode(...bytes.subarray(at, at + 4));
    const stated = view.getUint32(at + 4, true);
    const length = stated === unknownLength ? view.byteLength : stated;
    const end = Math.min(view.byteLength, at + 8 + length);
    const chunk = new DataView(view.buffer, view.byteOffset + at + 8, end - at - 8);
    if (id === 'fmt ') format = readFormat(chunk);
    if (id === 'data') return readSamples(chunk, format);
    at += 8 + length + (length % 2);
  }
  throw damaged('it holds no samples');
}

function readFormat(chunk: DataView): WaveFormat {
  if (chunk.byteLength < 16) throw damaged('its format is cut off');
  const tag = chunk.getUint16(0, true);
  const extensible = tag === 0xff_fe && chunk.byteLength >= 26;
  const code = extensible ? chunk.getUint16(24, true) : tag;
  const channels = chunk.getUint16(2, true);
  const sampleRate = chunk.getUint32(4, true);
  const bits = chunk.getUint16(14, true);
  const known = code === 1 ? [8, 16, 24, 32] : code === 3 ? [32, 64] : [];
  if (!known.includes(bits) || channels < 1 || channels > 8) {
    throw new AudioRefused(
      'AUDIO_FORMAT_UNSUPPORTED',
      `WAV files of encoding ${code}, ${bits} bits and ${channels} channels are not supported. Send PCM or float samples.`,
    );
  }
  return { encoding: code === 3 ? 'float' : 'integer', channels, sampleRate, bits };
}

function readSamples(chunk: DataView, format: WaveFormat | null): MonoAudio {
  if (format === null) throw damaged('its samples come before their format');
  const { channels, sampleRate, bits } = format;
  const sampleBytes = bits / 8;
  const length = Math.floor(chunk.byteLength / (sampleBytes * channels));
  requireBounds(length, sampleRate);
  const sampleAt = reader(chunk, format);
  const samples = new Float32Array(length);
  for (let index = 0; index < length; index++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++)
      sum += sampleAt((index * channels + channel) * sampleBytes);
    samples[index] = sum / channels;
  }
  return { sampleRate, samples };
}

/** Reads the sample at an offset. A float that is no number is silence: it would spoil all that comes after. */
function reader(chunk: DataView, { encoding, bits }: WaveFormat): (offset: number) => number {
  if (encoding === 'float') {
    const float = (value: number): number => (Number.isFinite(value) ? Math.min(8, Math.max(-8, value)) : 0);
    return bits === 32
      ? (offset) => float(chunk.getFloat32(offset, true))
      : (offset) => float(chunk.getFloat64(offset, true));
  }
  switch (bits) {
    case 8:
      return (offset) => (chunk.getUint8(offset) - 128) / 2 ** 7;
    case 16:
      return (offset) => chunk.getInt16(offset, true) / 2 ** 15;
    case 24:
      return (offset) => (chunk.getInt16(offset + 1, true) * 2 ** 8 + chunk.getUint8(offset)) / 2 ** 23;
    default:
      return (offset) => chunk.getInt32(offset, true) / 2 ** 31;
  }
}
