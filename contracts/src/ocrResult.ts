import { z } from 'zod';

/** One recognised line. `box` is its quadrilateral in image pixels, clockwise from the top left; `confidence` is unrounded. */
export const ocrLineSchema = z.object({
  text: z.string(),
  confidence: z.number().min(0).max(1),
  box: z
    .array(z.tuple([z.number(), z.number()]))
    .length(4)
    .readonly(),
});

/** What the `ocr` runner returns: lines in reading order, and their texts joined by line feeds. */
export const ocrResultSchema = z.object({ text: z.string(), lines: z.array(ocrLineSchema).readonly() });

export type OcrLine = z.infer<typeof ocrLineSchema>;
export type OcrResult = z.infer<typeof ocrResultSchema>;
