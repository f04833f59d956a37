import { z } from 'zod';

const sideSchema = z.int().min(1).max(4_096);
const sizeSchema = z.union([
  sideSchema,
  z.object({ height: sideSchema, width: sideSchema }),
  z.object({ shortest_edge: sideSchema }),
]);
const channelsSchema = z.array(z.number()).min(1).max(3);

/**
 * How a picture becomes an image classifier's input, in the form of Hugging Face's `preprocessor_config.json`; names this
 * does not list are ignored. Without a size it is the model's own; means and deviations are those of values after rescaling.
 */
export const imagePreprocessingSchema = z.object({
  do_resize: z.boolean().default(true),
  size: sizeSchema.optional(),
  do_center_crop: z.boolean().default(false),
  crop_size: sizeSchema.optional(),
  do_rescale: z.boolean().default(true),
  rescale_factor: z
    .number()
    .positive()
    .default(1 / 255),
  do_normalize: z.boolean().default(true),
  image_mean: channelsSchema.default([0]),
  image_std: z.array(z.number().positive()).min(1).max(3).default([1]),
});

export type ImagePreprocessing = z.infer<typeof imagePreprocessingSchema>;
