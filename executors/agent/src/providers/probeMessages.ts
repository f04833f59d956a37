import { z } from 'zod';

/** What a probe says: which providers its ONNX Runtime was built for, or how one of them did. */
export const probeMessageSchema = z.union([
  z.object({ built: z.array(z.string().max(100)).max(100) }),
  z.object({ absent: z.string().max(1_000).nullable().describe('why it cannot be used; null when it can') }),
]);

export type ProbeMessage = z.infer<typeof probeMessageSchema>;
