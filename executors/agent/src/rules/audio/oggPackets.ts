import { damaged } from './MonoAudio.js';

/** One logical bitstream of an Ogg file. */
export interface OggStream {
  readonly packets: readonly Uint8Array[];
  /** The position its last page states; for Opus, samples at 48 kHz with the pre-skip. */
  readonly lastPosition: number;
}

const headerBytes = 27;

/**
 * The packets of the first stream of an Ogg file (RFC 3533); other streams are left out. A recording that was cut off is read
 * as far as it goes. Throws AUDIO_UNREADABLE.
 */
export function oggPackets(bytes: Uint8Array): OggStream {
  const packets: Uint8Array[] = [];
  let begun: Uint8Array[] = [];
  let lastPosition = 0;
  let serial: number | null = null;
  for (let at = 0; at + headerBytes <= bytes.length;) {
    const page = readPage(bytes, at);
    serial ??= page.serial;
    if (page.serial === serial) {
      for (const { segment, isLast } of page.segments) {
        begun.push(segment);
        if (!isLast) continue;
        packets.push(begun.length === 1 ? segment : Buffer.concat(begun));
        begun = [];
      }
      // A page on which no packet ends states −1.
      if (page.position >= 0) lastPosition = page.position;
    }
    at = page.end;
  }
  return { packets, lastPosition };
}

interface Segment {
  readonly segment: Uint8Array;
  /** Whether a packet ends with it: a segment of 255 bytes goes on in the next. */
  readonly isLast: boolean;
}

function readPage(bytes: Uint8Array, at: number) {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.byteLength - at);
  if (view.getUint32(0) !== 0x4f_67_67_53) throw damaged('a page does not begin where it should');
  const count = view.getUint8(26);
  const table = bytes.subarray(at + headerBytes, at + headerBytes + count);
  let end = at + headerBytes + count;
  const segments: Segment[] = [];
  for (const length of table) {
    if (end + length > bytes.length) break;
    segments.push({ segment: bytes.subarray(end, end + length), isLast: length < 255 });
    end += length;
  }
  const position = Number(view.getBigInt64(6, true));
  const complete = segments.length === count;
  return { segments, position, serial: view.getUint32(14, true), end: complete ? end : bytes.length };
}
