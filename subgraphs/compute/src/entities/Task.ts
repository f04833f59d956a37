import type { TaskFailure, TaskInput, TaskOutput } from '@ai-collective/contracts';
import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { TaskState } from '../rules/taskState.js';

/** One item of a job, or one step of it. */
export const TaskEntity = defineEntity({
  name: 'Task',
  tableName: 'tasks',
  properties: {
    id: p.string().primary(),
    tenantId: p.string(),
    jobId: p.string(),
    /** The item. */
    ordinal: p.integer(),
    /** Of a chain, the step; else 0. */
    step: p.integer(),
    state: p.string().$type<TaskState>(),
    input: p.json<TaskInput>(),
    output: p.json<TaskOutput>().nullable(),
    failure: p.json<TaskFailure>().nullable(),
    /** The tags of its runs that were asked for and have not ended. */
    runs: p.array(),
    resends: p.integer(),
    checkAt: p.datetime().nullable(),
    settledAt: p.datetime().nullable(),
    /** Whether owners of several devices agree on its result. */
    verified: p.boolean(),
    /** When an audit put another result in the place of its first. */
    replacedAt: p.datetime().nullable(),
  },
});

export type Task = InferEntity<typeof TaskEntity>;
