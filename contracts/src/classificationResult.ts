import { z } from 'zod';

export const labelScoreSchema = z.object({ label: z.string(), score: z.number().min(0).max(1) });

/** What `image-classification` and `text-classification` return: the likeliest labels, best first; scores are unrounded. */
export const classificationResultSchema = z.object({
  label: z.string(),
  scores: z.array(labelScoreSchema).min(1).readonly(),
});

export type LabelScore = z.infer<typeof labelScoreSchema>;
export type ClassificationResult = z.infer<typeof classificationResultSchema>;
