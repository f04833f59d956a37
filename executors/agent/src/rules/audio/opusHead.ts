import { AudioRefused } from './MonoAudio.js';

/** What the first packet of an Opus stream says (RFC 7845, section 5.1). */
export interface OpusHead {
  readonly channels: number;
  /** Samples at 48 kHz to leave out at the beginning. */
  readonly preSkip: number;
  /** Factor for the samples. */
  readonly gain: number;
}

/** Reads the first packet of an Ogg stream. Throws AUDIO_FORMAT_UNSUPPORTED unless it is Opus of one or two channels. */
export function opusHead(packet: Uint8Array | undefined): OpusHead {
  const name = String.fromCharCode(...(packet ?? new Uint8Array()).subarray(0, 8));
  if (packet === undefined || name !== 'OpusHead' || packet.length < 19) {
    throw new AudioRefused(
      'AUDIO_FORMAT_UNSUPPORTED',
      'Of Ogg files those with Opus are supported. Send WAV, FLAC or Ogg Opus.',
    );
  }
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const channels = view.getUint8(9);
  if (view.getUint8(18) !== 0 || channels < 1 || channels > 2)
    throw new AudioRefused('AUDIO_FORMAT_UNSUPPORTED', 'Opus of more than two channels is not supported.');
  // Decibels in 256ths.
  const gain = 10 ** (view.getInt16(16, true) / 256 / 20);
  return { channels, preSkip: view.getUint16(10, true), gain };
}

/** Samples at 48 kHz that an Opus packet holds (RFC 6716, section 3.1); 0 for an empty or malformed one. */
export function opusPacketSamples(packet: Uint8Array): number {
  const [toc, second = 0] = packet;
  if (toc === undefined) return 0;
  const config = toc >> 3;
  const frames = [1, 2, 2, second & 63][toc & 3] ?? 0;
  return frames * frameSamples(config);
}

function frameSamples(config: number): number {
  if (config < 12) return [480, 960, 1_920, 2_880][config % 4] ?? 0;
  if (config < 16) return [480, 960][config % 2] ?? 0;
  return [120, 240, 480, 960][config % 4] ?? 0;
}
