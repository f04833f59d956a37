import { BitReader } from './BitReader.js';
import { damaged, type MonoAudio, requireBounds } from './MonoAudio.js';
import { readSubframe } from './readFlacSubframe.js';

/** What the STREAMINFO block of a FLAC file says (RFC 9639, section 8.2). */
interface StreamInfo {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  /** Samples of each channel; 0 when the encoder did not know. */
  readonly samples: number;
}

interface FrameHeader {
  readonly blockSize: number;
  /** 0…7: that many channels less one, each for itself. 8: left and side, 9: side and right, 10: mid and side. */
  readonly assignment: number;
  readonly bits: number;
}

/** Decodes a FLAC file (RFC 9639), mixing its channels to one. Throws AUDIO_UNREADABLE, AUDIO_TOO_LONG. */
export function decodeFlac(bytes: Uint8Array): MonoAudio {
  const reader = new BitReader(bytes, 4);
  const info = readMetadata(reader);
  requireBounds(info.samples, info.sampleRate);
  const blocks: Float32Array[] = [];
  let samples = 0;
  while (reader.more && (info.samples === 0 || samples < info.samples)) {
    const block = readFrame(reader, info);
    samples += block.length;
    requireBounds(samples, info.sampleRate);
    blocks.push(block);
  }
  if (samples < info.samples) throw damaged('it ends before its last sample');
  return { sampleRate: info.sampleRate, samples: joined(blocks, samples) };
}

function joined(blocks: readonly Float32Array[], length: number): Float32Array {
  const samples = new Float32Array(length);
  let at = 0;
  for (const block of blocks) {
    samples.set(block, at);
    at += block.length;
  }
  return samples;
}

function readMetadata(reader: BitReader): StreamInfo {
  let info: StreamInfo | null = null;
  for (let last = false; !last;) {
    last = reader.unsigned(1) === 1;
    const type = reader.unsigned(7);
    const length = reader.unsigned(24);
    if (type === 0) info = readStreamInfo(reader, length);
    else reader.skipBytes(length);
  }
  if (info === null) throw damaged('it does not say what it holds');
  return info;
}

function readStreamInfo(reader: BitReader, length: number): StreamInfo {
  if (length < 34) throw damaged('its description is cut off');
  reader.skipBytes(10);
  const sampleRate = reader.unsigned(20);
  const channels = reader.unsigned(3) + 1;
  const bits = reader.unsigned(5) + 1;
  const samples = reader.unsigned(4) * 2 ** 32 + reader.unsigned(32);
  // What remains is a digest of the samples.
  reader.skipBytes(length - 18);
  return { sampleRate, channels, bits, samples };
}

function readFrame(reader: BitReader, info: StreamInfo): Float32Array {
  const header = readHeader(reader, info);
  const { blockSize, assignment, bits } = header;
  const channels = assignment < 8 ? assignment + 1 : 2;
  const planes = Array.from({ length: channels }, (_, channel) => {
    const isSide =
      (assignment === 9 && channel === 0) || ((assignment === 8 || assignment === 10) && channel === 1);
    return readSubframe(reader, blockSize, isSide ? bits + 1 : bits);
  });
  reader.align();
  // A checksum of the frame.
  reader.skipBytes(2);
  return mixed(planes, header);
}

/** Side is left less right, mid their rounded mean: each pair gives the mean of both channels without undoing it. */
function mixed(planes: readonly Float64Array[], { blockSize, assignment, bits }: FrameHeader): Float32Array {
  const scale = 2 ** (bits - 1);
  const [first, second] = planes;
  const mean = (index: number): number => {
    const a = first?.[index] ?? 0;
    const b = second?.[index] ?? 0;
    if (assignment === 8) return a - b / 2;
    if (assignment === 9) return b + a / 2;
    // The bit that halving lost is the side's last.
    if (assignment === 10) return a + (Math.abs(b) % 2) / 2;
    return planes.reduce((sum, plane) => sum + (plane[index] ?? 0), 0) / planes.length;
  };
  return Float32Array.from({ length: blockSize }, (_, index) => mean(index) / scale);
}

const sampleSizes: Readonly<Record<number, number>> = { 1: 8, 2: 12, 4: 16, 5: 20, 6: 24, 7: 32 };

function readHeader(reader: BitReader, info: StreamInfo): FrameHeader {
  if (reader.unsigned(15) !== 0x7ffc) throw damaged('a frame does not begin where it should');
  reader.skipBits(1);
  const sizeCode = reader.unsigned(4);
  const rateCode = reader.unsigned(4);
  const assignment = reader.unsigned(4);
  const bitsCode = reader.unsigned(3);
  reader.skipBits(1);
  skipCodedNumber(reader);
  const blockSize = blockSizeOf(reader, sizeCode);
  reader.skipBytes(rateCode === 12 ? 1 : rateCode === 13 || rateCode === 14 ? 2 : 0);
  // A checksum of the header.
  reader.skipBytes(1);
  const bits = bitsCode === 0 ? info.bits : sampleSizes[bitsCode];
  if (assignment > 10 || bits === undefined || blockSize === 0) throw damaged('a frame has an unknown form');
  return { blockSize, assignment, bits };
}

/** The frame's or sample's number, coded as UTF-8 codes characters, but longer. */
function skipCodedNumber(reader: BitReader): void {
  const first = reader.unsigned(8);
  const ones = Math.clz32(~(first << 24));
  if (ones === 1 || ones > 7) throw damaged('a frame has no number');
  if (ones > 1) reader.skipBytes(ones - 1);
}

function blockSizeOf(reader: BitReader, code: number): number {
  if (code === 0) return 0;
  if (code === 1) return 192;
  if (code <= 5) return 576 * 2 ** (code - 2);
  if (code === 6) return reader.unsigned(8) + 1;
  if (code === 7) return reader.unsigned(16) + 1;
  return 256 * 2 ** (code - 8);
}
