import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audioFormat } from '../../../src/rules/audio/audioFormat.js';
import { decodeFlac } from '../../../src/rules/audio/decodeFlac.js';
import { decodeWav } from '../../../src/rules/audio/decodeWav.js';
import { AudioRefused, type MonoAudio } from '../../../src/rules/audio/MonoAudio.js';
import { oggPackets } from '../../../src/rules/audio/oggPackets.js';
import { opusHead, opusPacketSamples } from '../../../src/rules/audio/opusHead.js';
import { speechFile } from '../../speech/speechFile.js';
import { type WavForm, wavFile } from '../../wavFile.js';

const ramp = Array.from({ length: 200 }, (_, index) => index / 100 - 1);

function refusal(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    if (error instanceof AudioRefused) return error.code;
    throw error;
  }
}

const digest = ({ samples }: MonoAudio): string =>
  createHash('sha256')
    .update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength))
    .digest('hex');

describe('decodeWav', () => {
  it.each<WavForm>([
    { bits: 8 },
    { bits: 16 },
    { bits: 24 },
    { bits: 32 },
    { bits: 16, extensible: true },
    { bits: 32, float: true },
    { bits: 64, float: true },
    { bits: 32, float: true, extensible: true },
  ])('reads samples of $bits bits', (form) => {
    const { samples, sampleRate } = decodeWav(wavFile(ramp, { ...form, sampleRate: 44_100 }));
    expect(sampleRate).toBe(44_100);
    expect(samples).toHaveLength(ramp.length);
    const furthest = Math.max(...ramp.map((value, index) => Math.abs(value - (samples[index] ?? NaN))));
    expect(furthest).toBeLessThan(form.bits === 8 ? 0.02 : 0.0001);
  });

  it('mixes channels to their mean', () => {
    const stereo = wavFile([1, 0, 0.5, 0.5, -1, 1], { bits: 32, float: true, channels: 2 });
    expect([...decodeWav(stereo).samples]).toEqual([0.5, 0.5, 0]);
  });

  it('reads a recording that was cut off as far as it goes, and takes what is no number for silence', () => {
    const file = wavFile([0.25, NaN, 1e30, 0.5], { bits: 32, float: true });
    expect([...decodeWav(file).samples]).toEqual([0.25, 0, 8, 0.5]);
    expect([...decodeWav(file.subarray(0, -2)).samples]).toEqual([0.25, 0, 8]);
  });

  it.each<[string, Buffer, string]>([
    ['of another encoding', wavFile(ramp, { bits: 64 }), 'AUDIO_FORMAT_UNSUPPORTED'],
    ['of sixteen channels', wavFile(ramp, { bits: 16, channels: 16 }), 'AUDIO_FORMAT_UNSUPPORTED'],
    ['of a rate nobody records at', wavFile(ramp, { bits: 16, sampleRate: 1 }), 'AUDIO_FORMAT_UNSUPPORTED'],
    ['without samples', wavFile([], { bits: 16 }).subarray(0, 36), 'AUDIO_UNREADABLE'],
    [
      'of eleven minutes',
      wavFile(new Float32Array(11 * 60 * 4_000), { bits: 8, sampleRate: 4_000 }),
      'AUDIO_TOO_LONG',
    ],
  ])('refuses a file %s', (_, file, code) => {
    expect(refusal(() => decodeWav(file))).toBe(code);
  });
});

describe('decodeFlac', () => {
  it('gives the very samples that were encoded', async () => {
    expect(digest(decodeFlac(await speechFile('speech.flac')))).toBe(
      digest(decodeWav(await speechFile('speech.wav'))),
    );
  });

  it('reads stereo of 24 bits, mid and side, and fixed predictors of 8 bits', async () => {
    // Digests of the mean of the channels, as float32, of the files that were encoded.
    const stereo = decodeFlac(await speechFile('stereo-44100.flac'));
    expect(stereo).toMatchObject({ sampleRate: 44_100 });
    expect(digest(stereo)).toBe('0f558745734a053e1d5fe4143b845914738e7edcb61f40aca406a5a1a9a3b26e');
    expect(digest(decodeFlac(await speechFile('mid-side-44100.flac')))).toBe(
      '14a2cd2ec086ede3ac9430fa6e57cebeef9b3176e445ebc7e65bd82da100e2b1',
    );
    const fixed = decodeFlac(await speechFile('fixed-8000.flac'));
    expect(fixed).toMatchObject({ sampleRate: 8_000 });
    expect(digest(fixed)).toBe('30796e316ed3ebd557673ba019d6e539a83a8bed73f2187718e8ed6bcfac0176');
  });

  it('refuses a file that ends early', async () => {
    const file = await speechFile('speech.flac');
    expect(refusal(() => decodeFlac(file.subarray(0, 40_000)))).toBe('AUDIO_UNREADABLE');
    expect(refusal(() => decodeFlac(file.subarray(0, 20)))).toBe('AUDIO_UNREADABLE');
  });
});

describe('oggPackets', () => {
  it('finds the packets of an Opus file and how long it is', async () => {
    const { packets, lastPosition } = oggPackets(await speechFile('speech.opus'));
    const head = opusHead(packets[0]);
    expect(head).toMatchObject({ channels: 1, gain: 1 });
    expect((lastPosition - head.preSkip) / 48_000).toBeCloseTo(4.5, 3);
    const samples = packets.slice(2).reduce((sum, packet) => sum + opusPacketSamples(packet), 0);
    expect(samples).toBeGreaterThanOrEqual(lastPosition);
  });

  it('refuses what is Ogg but not Opus', () => {
    expect(refusal(() => opusHead(Buffer.from('\x01vorbis and so on, for long enough')))).toBe(
      'AUDIO_FORMAT_UNSUPPORTED',
    );
    expect(refusal(() => opusHead(undefined))).toBe('AUDIO_FORMAT_UNSUPPORTED');
  });
});

describe('every decoder', () => {
  it('reads a file with damaged bytes or says what is wrong, and throws nothing else', async () => {
    const files = [
      await speechFile('fixed-8000.flac'),
      await speechFile('speech.opus'),
      wavFile(ramp, { bits: 24 }),
    ];
    const decoders = [decodeFlac, oggPackets, decodeWav];
    const damages = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 })),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(
        fc.nat(2),
        damages,
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (which, changes, share) => {
          const file = Buffer.from(files[which] ?? Buffer.alloc(0));
          for (const [place, byte] of changes) file[Math.floor(place * place * (file.length - 1))] = byte;
          expect(refusal(() => decoders[which]?.(file.subarray(0, Math.ceil(share * file.length))))).toMatch(
            /AUDIO|none/,
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('audioFormat', () => {
  it.each([
    ['RIFF\0\0\0\0WAVE', 'wav'],
    ['RIFF\0\0\0\0AVI ', 'unknown'],
    ['fLaC', 'flac'],
    ['OggS', 'ogg'],
    ['ID3', 'unsupported'],
    ['', 'unknown'],
    ['hello, world', 'unknown'],
  ])('takes %j for %s', (head, format) => {
    expect(audioFormat(Buffer.from(head, 'latin1'))).toBe(format);
  });
});
