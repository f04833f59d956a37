import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

/** A pool of devices of one community, with a topic of its own for their tasks. */
export const FleetEntity = defineEntity({
  name: 'Fleet',
  tableName: 'fleets',
  properties: {
    id: p.string().primary(),
    tenantId: p.string(),
    name: p.string(),
    createdBy: p.string(),
    createdAt: p.datetime(),
  },
});

export type Fleet = InferEntity<typeof FleetEntity>;
