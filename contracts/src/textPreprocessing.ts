import { z } from 'zod';

const lowercase = z
  .boolean()
  .default(true)
  .describe('whether letters are made small and their accents dropped');

/**
 * How a text becomes a text classifier's input.
 *
 * `wordpiece`: BERT's basic tokenizer and WordPiece (Wu et al., 2016) over the vocabulary, one piece a line; the model takes
 * `input_ids` and, where it has them, `attention_mask` and `token_type_ids`, int64, 1 × tokens.
 * `bag-of-words`: how often each word of the vocabulary is there; float32, 1 × words.
 * `hashed-bag-of-words`: the same without a vocabulary, each word counted at its 32-bit FNV-1a hash modulo `buckets`.
 * Words are runs of letters and digits. Counts are weighted as `log(1 + count)` and scaled to a length of 1.
 */
export const textPreprocessingSchema = z.discriminatedUnion('tokenizer', [
  z.object({
    tokenizer: z.literal('wordpiece'),
    lowercase,
    max_length: z.int().min(3).max(4_096).default(512).describe('most tokens; what is beyond is cut off'),
  }),
  z.object({ tokenizer: z.literal('bag-of-words'), lowercase }),
  z.object({
    tokenizer: z.literal('hashed-bag-of-words'),
    lowercase,
    buckets: z.int().min(2).max(1_048_576),
  }),
]);

export type TextPreprocessing = z.infer<typeof textPreprocessingSchema>;
