import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resample } from '../../../src/rules/audio/resample.js';

const wave = (hertz: number, sampleRate: number): Float32Array =>
  Float32Array.from({ length: sampleRate / 5 }, (_, index) =>
    Math.sin((2 * Math.PI * hertz * index) / sampleRate),
  );

/** Root of the mean square, without what lies near the ends. */
function loudness(samples: Float32Array): number {
  const middle = samples.subarray(samples.length / 4, (samples.length * 3) / 4);
  return Math.sqrt(middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length);
}

describe('resample', () => {
  it.each([8_000, 11_025, 22_050, 44_100, 48_000, 96_000])(
    'keeps a tone from %i samples a second',
    (sampleRate) => {
      const wanted = wave(1_000, 16_000);
      const given = resample({ sampleRate, samples: wave(1_000, sampleRate) }, 16_000);
      expect(given).toHaveLength(wanted.length);
      for (let index = 200; index < wanted.length - 200; index++)
        expect(Math.abs((given[index] ?? NaN) - (wanted[index] ?? NaN))).toBeLessThan(0.002);
    },
  );

  it('keeps out what the new rate cannot hold', () => {
    expect(loudness(resample({ sampleRate: 48_000, samples: wave(12_000, 48_000) }, 16_000))).toBeLessThan(
      0.001,
    );
  });

  it('gives as many samples as the time has, and keeps a steady value', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 80, max: 1_920 }).map((rate) => rate * 50),
        fc.integer({ min: 1, max: 3_000 }),
        (sampleRate, length) => {
          const given = resample({ sampleRate, samples: new Float32Array(length).fill(0.5) }, 16_000);
          expect(given).toHaveLength(Math.ceil((length * 16_000) / sampleRate));
          if (length > 2_500) expect(given[Math.floor(given.length / 2)]).toBeCloseTo(0.5, 2);
        },
      ),
      { numRuns: 20 },
    );
  });
});
