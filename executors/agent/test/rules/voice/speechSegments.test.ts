import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { speechSegments } from '../../../src/rules/voice/speechSegments.js';
import {
  contextSamples,
  frameSamples,
  inputSamples,
  keepStates,
  writeFrame,
} from '../../../src/rules/voice/voiceFrames.js';

const frameMs = 32;
const found = (probabilities: readonly number[], durationMs = probabilities.length * frameMs) =>
  speechSegments(probabilities, { frameMs, durationMs });
/** Ten frames a letter: S is speech, s likely speech, q doubtful, . silence. */
const frames = (letters: string): number[] =>
  Array.from(letters).flatMap((letter) =>
    new Array<number>(10).fill({ S: 1, s: 0.6, q: 0.4 }[letter] ?? 0.1),
  );

describe('speechSegments', () => {
  it.each<[string, readonly (readonly [number, number])[]]>([
    ['...', []],
    ['SSS', [[0, 960]]],
    ['.S.', [[290, 670]]],
    [
      '.S.S.',
      [
        [290, 670],
        [930, 1_310],
      ],
    ],
    // Doubt does not end what was begun, nor does it begin anything.
    ['.SqS.', [[290, 1_310]]],
    ['.q.', []],
    ['.sq', [[290, 960]]],
  ])('finds speech in %s', (letters, ranges) => {
    expect(found(frames(letters)).map(({ startMs, endMs }) => [startMs, endMs])).toEqual(ranges);
  });

  it('leaves out what is too short, and bridges short silences', () => {
    expect(found([0, 1, 1, 1, 0, 0, 0, 0, 0])).toEqual([]);
    expect(
      found([0, ...new Array<number>(8).fill(1), 0, 0, 0, ...new Array<number>(8).fill(1), 0, 0, 0, 0]),
    ).toHaveLength(1);
  });

  it('says how sure it is: the mean of the frames', () => {
    expect(found(frames('Ss'))[0]?.confidence).toBeCloseTo(0.8, 10);
  });

  it('gives segments in order, apart and within the sound, whatever the probabilities', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 200 }),
        (probabilities) => {
          const durationMs = Math.max(0, probabilities.length * frameMs - 7);
          let before = 0;
          for (const { startMs, endMs, confidence } of found(probabilities, durationMs)) {
            expect(startMs).toBeGreaterThanOrEqual(before);
            expect(endMs).toBeGreaterThan(startMs);
            expect(confidence).toBeLessThanOrEqual(1);
            before = endMs;
          }
          expect(before).toBeLessThanOrEqual(durationMs);
        },
      ),
    );
  });
});

describe('frames', () => {
  const samples = Float32Array.from({ length: 3 * frameSamples - 100 }, (_, index) => index + 1);

  it('hold the end of the frame before, silence before the first and after the last', () => {
    const input = new Float32Array(2 * inputSamples).fill(NaN);
    writeFrame(samples, 0, { input, place: 0 });
    writeFrame(samples, 2, { input, place: 1 });
    expect([...input.subarray(0, contextSamples)]).toEqual(new Array(contextSamples).fill(0));
    expect([...input.subarray(contextSamples, inputSamples)]).toEqual([...samples.subarray(0, frameSamples)]);
    expect(input[inputSamples]).toBe(2 * frameSamples - contextSamples + 1);
    expect(input[2 * inputSamples - 101]).toBe(3 * frameSamples - 100);
    expect([...input.subarray(-100)]).toEqual(new Array(100).fill(0));
  });

  it('keep the states of the streams that go on, in both layers', () => {
    const state = Float32Array.of(1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60);
    expect([...keepStates(state, { streams: 2, of: 3 })]).toEqual([1, 2, 3, 4, 10, 20, 30, 40]);
    expect(keepStates(state, { streams: 3, of: 3 })).toBe(state);
  });
});
