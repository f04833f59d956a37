import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

/** Something that can be run, in numbered versions, under a name a community gave it. */
export const ModelEntity = defineEntity({
  name: 'Model',
  tableName: 'models',
  properties: {
    id: p.string().primary(),
    tenantId: p.string(),
    slug: p.string(),
    name: p.string(),
    description: p.string(),
    createdBy: p.string(),
    createdAt: p.datetime(),
  },
});

export type Model = InferEntity<typeof ModelEntity>;
