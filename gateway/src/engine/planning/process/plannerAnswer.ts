import type { QueryPlan } from '@graphql-hive/router-query-planner';
import { z } from 'zod';

/** Plans are the planner's own data, kilobytes of it, and as trusted as when it runs in this process: only their kind is looked at. */
const plan = z.custom<QueryPlan>(
  (value) => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'QueryPlan',
);

/** What the planner's process tells the gateway's. */
export const plannerAnswerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({
    type: z.literal('opened'),
    supergraph: z.string(),
    overrideLabels: z.array(z.string()),
    overridePercentages: z.array(z.number()),
  }),
  z.object({ type: z.literal('unusable'), supergraph: z.string(), message: z.string() }),
  z.object({ type: z.literal('planned'), id: z.number(), plan }),
  z.object({ type: z.literal('failed'), id: z.number(), message: z.string() }),
]);

export type PlannerAnswer = z.infer<typeof plannerAnswerSchema>;
