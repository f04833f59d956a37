import type { Placement, TaskFailure } from '@ai-collective/contracts';
import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { AttemptState } from '../rules/attemptState.js';

/** One task on one device. */
export const AttemptEntity = defineEntity({
  name: 'Attempt',
  tableName: 'attempts',
  properties: {
    id: p.string().primary(),
    tenantId: p.string(),
    taskId: p.string(),
    deviceId: p.string(),
    /** The device's owner at that time, where the dispatcher said. */
    ownerId: p.string().nullable(),
    fleetId: p.string(),
    state: p.string().$type<AttemptState>(),
    placement: p.json<Placement>().nullable(),
    failure: p.json<TaskFailure>().nullable(),
    runMs: p.double().$type<number>().nullable(),
    signature: p.string().nullable(),
    startedAt: p.datetime().nullable(),
    finishedAt: p.datetime().nullable(),
  },
});

export type Attempt = InferEntity<typeof AttemptEntity>;
