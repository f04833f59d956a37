import { z } from 'zod';

const modelId = z.string().min(1).max(100);
const share = z.int().min(0).max(100);

/** What a proposal can change, as it is stored with it and as members are told of it. */
export const policyChangeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('SET_PARAMETER'), name: z.string().max(100), value: z.number() }),
  z.object({ type: z.literal('SET_RESIDENCY'), regions: z.array(z.string().max(20)).max(100).readonly() }),
  z.object({ type: z.literal('SET_PRICE_SPLIT'), owner: share, publisher: share, community: share }),
  z.object({ type: z.literal('DENY_MODEL'), modelId }),
  z.object({ type: z.literal('ALLOW_MODEL'), modelId }),
  z.object({ type: z.literal('SET_CEDAR_POLICY'), id: z.string().max(63), text: z.string().max(4_000) }),
  z.object({ type: z.literal('REMOVE_CEDAR_POLICY'), id: z.string().max(63) }),
]);

export type PolicyChange = Readonly<z.infer<typeof policyChangeSchema>>;

/** Most changes of one proposal: what is voted on has to be read. */
export const mostChanges = 20;
