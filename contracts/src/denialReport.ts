import { z } from 'zod';
import { principalKinds } from './passport.js';

/** Path of identity's door where the gateway tells what it denied; it takes a passport of kind GATEWAY and nothing else. */
export const denialReportPath = '/denials';

/** Most denials of one report. */
export const denialsLimit = 64;

/** Most fields named in one denial. */
export const deniedFieldsLimit = 50;

/** Fields that somebody who is known, in a community, was denied before any subgraph was asked. */
export const denialSchema = z.object({
  subject: z.string().min(1),
  kind: z.enum(principalKinds),
  community: z.string().min(1),
  /** By coordinate, such as `Query.apiKeys`; the first when there are more than a denial names. */
  fields: z.array(z.string().max(200)).min(1).max(deniedFieldsLimit).readonly(),
  /** How often since the report before. */
  times: z.int().positive(),
  /** Of the first of them. */
  traceparent: z.string().max(128),
});

export type Denial = z.infer<typeof denialSchema>;

/** What the gateway posts. */
export const denialReportSchema = z.object({
  denials: z.array(denialSchema).min(1).max(denialsLimit).readonly(),
});
