import { z } from 'zod';

/** A stretch of speech; `confidence` is the mean of its frames' probabilities. */
export const speechSegmentSchema = z.object({
  startMs: z.number().nonnegative(),
  endMs: z.number().nonnegative(),
  confidence: z.number().min(0).max(1),
});

/** What the `voice-activity-detection` runner returns: where somebody speaks, and how likely that is in each frame, unrounded. */
export const voiceActivityResultSchema = z.object({
  durationMs: z.number().nonnegative(),
  frameMs: z.number().positive(),
  segments: z.array(speechSegmentSchema).readonly(),
  probabilities: z.array(z.number().min(0).max(1)).readonly(),
});

export type SpeechSegment = z.infer<typeof speechSegmentSchema>;
export type VoiceActivityResult = z.infer<typeof voiceActivityResultSchema>;
