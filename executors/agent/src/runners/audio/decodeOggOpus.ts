import { OpusDecoder } from 'opus-decoder';
import { type MonoAudio, requireBounds } from '../../rules/audio/MonoAudio.js';
import { oggPackets } from '../../rules/audio/oggPackets.js';
import { opusHead, opusPacketSamples } from '../../rules/audio/opusHead.js';

/** Opus counts at this rate, whatever was recorded. */
const opusRate = 48_000;

/** Packets decoded at a time, so that only a few seconds of both channels are in memory beside the mix. */
const packetsAtOnce = 200;

/** Decodes an Ogg Opus file (RFC 7845), mixing its channels to one. Throws `AudioRefused`. */
export async function decodeOggOpus(bytes: Uint8Array): Promise<MonoAudio> {
  const { packets, lastPosition } = oggPackets(bytes);
  const head = opusHead(packets[0]);
  // The second packet holds tags.
  const frames = packets.slice(2);
  const length = frames.reduce((sum, packet) => sum + opusPacketSamples(packet), 0);
  requireBounds(length, opusRate);
  const decoder = new OpusDecoder({ channels: head.channels, preSkip: head.preSkip });
  await decoder.ready;
  try {
    const samples = new Float32Array(length);
    let at = 0;
    for (let from = 0; from < frames.length; from += packetsAtOnce) {
      const { channelData, samplesDecoded } = decoder.decodeFrames(frames.slice(from, from + packetsAtOnce));
      mixInto(samples.subarray(at, at + samplesDecoded), channelData, head.gain);
      at += samplesDecoded;
    }
    // What the encoder added to fill its last packet is left out.
    const end = lastPosition > head.preSkip ? Math.min(at, lastPosition - head.preSkip) : at;
    return { sampleRate: opusRate, samples: samples.subarray(0, end) };
  } finally {
    decoder.free();
  }
}

function mixInto(mix: Float32Array, channels: readonly Float32Array[], gain: number): void {
  const factor = gain / channels.length;
  for (const channel of channels)
    for (let index = 0; index < mix.length; index++)
      mix[index] = (mix[index] ?? 0) + (channel[index] ?? 0) * factor;
}
