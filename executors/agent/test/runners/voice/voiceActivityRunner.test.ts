import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type VoiceActivityResult, voiceActivityResultSchema } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LoadedRunner, oneCore } from '../../../src/runners/runner.js';
import { voiceActivityRunner } from '../../../src/runners/voice/voiceActivityRunner.js';
import { failureCode } from '../../failureCode.js';
import { addModel } from '../../onnxModel.js';
import { speechFile } from '../../speech/speechFile.js';
import { temporaryDirectory } from '../../temporaryDirectory.js';
import { voiceModel } from '../../voiceModel.js';
import { wavFile } from '../../wavFile.js';

let runner: LoadedRunner;

beforeAll(async () => {
  runner = await voiceActivityRunner.load({ model: voiceModel }, oneCore);
});
afterAll(() => runner.dispose());

async function hear(sound: Uint8Array): Promise<VoiceActivityResult> {
  return voiceActivityResultSchema.parse(
    await runner.run({ audio: { type: 'blob', cid: 'c' } }, new Map([['c', sound]])),
  );
}

const difference = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? NaN))));

describe('the voice-activity-detection runner', () => {
  it('says of real speech what silero VAD itself says, frame by frame', async () => {
    const expected = JSON.parse(
      await readFile(join(import.meta.dirname, '../../speech/probabilities.json'), 'utf8'),
    ) as number[];
    const { probabilities, durationMs, frameMs } = await hear(await speechFile('speech.wav'));
    expect({ durationMs, frameMs, frames: probabilities.length }).toEqual({
      durationMs: 4_500,
      frameMs: 32,
      frames: 141,
    });
    expect(difference(probabilities, expected)).toBeLessThan(1e-4);
  });

  it('finds the two sentences of the recording', async () => {
    const { segments } = await hear(await speechFile('speech.wav'));
    expect(segments.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [1_122, 3_486],
      [3_586, 4_500],
    ]);
    for (const { confidence } of segments) expect(confidence).toBeGreaterThan(0.85);
  });

  it('hears the same in FLAC, and nearly the same in Opus and at other rates', async () => {
    const { probabilities, segments } = await hear(await speechFile('speech.wav'));
    expect(await hear(await speechFile('speech.flac'))).toMatchObject({ probabilities });
    const opus = await hear(await speechFile('speech.opus'));
    expect(opus.durationMs).toBeCloseTo(4_500, 0);
    expect(opus.segments).toHaveLength(segments.length);
    for (const [index, { startMs }] of opus.segments.entries())
      expect(Math.abs(startMs - (segments[index]?.startMs ?? NaN))).toBeLessThanOrEqual(64);
    const [stereo] = (await hear(await speechFile('stereo-44100.flac'))).segments;
    expect(stereo?.startMs).toBeLessThan(100);
    expect(stereo?.endMs).toBe(600);
  });

  it('hears several sounds at once as it hears each', async () => {
    const sounds = [
      await speechFile('fixed-8000.flac'),
      await speechFile('speech.wav'),
      wavFile([0.1], { bits: 16 }),
    ];
    const items = sounds.map((sound) => ({
      input: { audio: { type: 'blob', cid: 'c' } } as const,
      blobs: new Map([['c', sound]]),
    }));
    const together = (await runner.runBatch?.(items))?.map((one) => voiceActivityResultSchema.parse(one));
    for (const [index, sound] of sounds.entries()) {
      const alone = await hear(sound);
      expect(together?.[index]?.segments).toHaveLength(alone.segments.length);
      expect(together?.[index]?.probabilities).toHaveLength(alone.probabilities.length);
      expect(difference(alone.probabilities, together?.[index]?.probabilities ?? [])).toBeLessThan(1e-4);
    }
  });

  it('hears nobody in silence, in a tone, in a single sample', async () => {
    const tone = Float32Array.from({ length: 32_000 }, (_, index) => 0.3 * Math.sin(index / 5));
    for (const sound of [new Float32Array(32_000), tone, Float32Array.of(0.5)])
      expect((await hear(wavFile(sound, { bits: 16 }))).segments).toEqual([]);
  });

  it.each<[string, Buffer, string]>([
    ['is no sound', Buffer.from('hello, world, this is text'), 'AUDIO_UNREADABLE input'],
    ['is empty', Buffer.alloc(0), 'AUDIO_UNREADABLE input'],
    ['holds no samples', wavFile([], { bits: 16 }), 'AUDIO_UNREADABLE input'],
    ['is of another format', Buffer.from('ID3\x04 and then MP3'), 'AUDIO_FORMAT_UNSUPPORTED input'],
    ['is Ogg without Opus', oggOf('\x01vorbis, and some more of it'), 'AUDIO_FORMAT_UNSUPPORTED input'],
  ])('refuses a file that %s', async (_, sound, code) => {
    expect(await failureCode(hear(sound))).toBe(code);
  });

  it('refuses an Opus file whose packets are noise, or hears something in it, but does not break', async () => {
    const opus = Buffer.from(await speechFile('speech.opus'));
    opus.fill(0x5a, 4_000, 12_000);
    expect(await failureCode(hear(opus))).toMatch(/^(none|AUDIO_UNREADABLE input)$/);
    expect((await hear(await speechFile('speech.wav'))).segments).toHaveLength(2);
  });

  it('says when the input is missing, or the model another', async () => {
    expect(await failureCode(runner.run({}, new Map()))).toBe('AUDIO_MISSING input');
    const path = join(await temporaryDirectory(), 'model.onnx');
    await writeFile(path, addModel());
    expect(await failureCode(voiceActivityRunner.load({ model: path }, oneCore))).toBe(
      'MODEL_INPUTS_UNEXPECTED model',
    );
  });
});

/** An Ogg page with one packet. */
function oggOf(packet: string): Buffer {
  const head = Buffer.alloc(28);
  head.write('OggS');
  head[26] = 1;
  head[27] = packet.length;
  return Buffer.concat([head, Buffer.from(packet, 'latin1')]);
}
