import type { SpeechSegment } from '@ai-collective/contracts';

/** When frames are taken for speech; those of silero VAD's own examples. */
export interface SpeechLimits {
  /** Speech begins in a frame that is at least this likely to hold some … */
  readonly begin: number;
  /** … and ends before frames less likely than this … */
  readonly end: number;
  /** … that last at least so long. */
  readonly leastSilenceMs: number;
  /** Shorter speech is left out: a click, a cough. */
  readonly leastSpeechMs: number;
  /** Added on both sides, so that no sound is cut off. */
  readonly paddingMs: number;
}

export const speechLimits: SpeechLimits = {
  begin: 0.5,
  end: 0.35,
  leastSilenceMs: 100,
  leastSpeechMs: 250,
  paddingMs: 30,
};

interface FrameRange {
  readonly from: number;
  /** The first frame after it. */
  readonly to: number;
}

/** Where somebody speaks, by the probability of each frame: in order, apart, within the sound. */
export function speechSegments(
  probabilities: readonly number[],
  { frameMs, durationMs }: { readonly frameMs: number; readonly durationMs: number },
  limits = speechLimits,
): readonly SpeechSegment[] {
  const ranges = speechRanges(probabilities, limits.leastSilenceMs / frameMs, limits).filter(
    ({ from, to }) => (to - from) * frameMs >= limits.leastSpeechMs,
  );
  return ranges.map(({ from, to }, index) => {
    const before = (ranges[index - 1]?.to ?? -Infinity) * frameMs;
    const after = (ranges[index + 1]?.from ?? Infinity) * frameMs;
    const [start, end] = [from * frameMs, to * frameMs];
    const spoken = probabilities.slice(from, to);
    return {
      startMs: Math.max(0, start - Math.min(limits.paddingMs, (start - before) / 2)),
      endMs: Math.min(durationMs, end + Math.min(limits.paddingMs, (after - end) / 2)),
      confidence: spoken.reduce((sum, probability) => sum + probability, 0) / spoken.length,
    };
  });
}

function speechRanges(
  probabilities: readonly number[],
  silenceFrames: number,
  { begin, end }: SpeechLimits,
): readonly FrameRange[] {
  const ranges: FrameRange[] = [];
  let from: number | null = null;
  let quietFrom: number | null = null;
  for (const [frame, probability] of probabilities.entries()) {
    if (probability >= begin) {
      from ??= frame;
      quietFrom = null;
    } else if (from !== null && probability < end) {
      quietFrom ??= frame;
      if (frame + 1 - quietFrom < silenceFrames) continue;
      ranges.push({ from, to: quietFrom });
      from = quietFrom = null;
    }
  }
  if (from !== null) ranges.push({ from, to: quietFrom ?? probabilities.length });
  return ranges;
}
