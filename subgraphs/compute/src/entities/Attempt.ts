import type { Placement, TaskFailure, TaskOutput } from '@ai-collective/contracts';
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
    fleetId: p.string(),
    /** The tag of the run it was made for. */
    run: p.string(),
    /** Who owned the device then, and whether an operator vouched for it. */
    ownerId: p.string(),
    vouched: p.boolean(),
    state: p.string().$type<AttemptState>(),
    placement: p.json<Placement>().nullable(),
    failure: p.json<TaskFailure>().nullable(),
    /** What the device said came of it, from its report until the verdict; kept of one that was found INVALID. */
    output: p.json<TaskOutput>().nullable(),
    runMs: p.double().$type<number>().nullable(),
    joules: p.double().$type<number>().nullable(),
    signature: p.string().nullable(),
    startedAt: p.datetime().nullable(),
    finishedAt: p.datetime().nullable(),
  },
});

export type Attempt = InferEntity<typeof AttemptEntity>;
