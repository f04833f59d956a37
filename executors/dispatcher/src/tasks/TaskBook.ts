import type { TaskMessage } from '@ai-collective/contracts';
import type { Position } from '../offsets/OffsetTracker.js';
import { DueQueue } from './DueQueue.js';
import { dueAtOf, type KnownTask, type ReceivedTask } from './KnownTask.js';
import { ModelQueue } from './ModelQueue.js';

/** What waits, for the status page. */
export interface QueueReport {
  readonly fleetId: string;
  readonly communityId: string;
  readonly modelVersionId: string;
  readonly waiting: number;
}

interface Queue {
  readonly first: TaskMessage;
  readonly tasks: ModelQueue;
}

/** Queues compared for one lease. There are many only where many tasks await second opinions, each barred to other owners. */
const mostHeads = 64;

/** All tasks this dispatcher answers for, and the queues of those that wait. */
export class TaskBook {
  readonly #tasks = new Map<string, KnownTask>();
  readonly #jobs = new Map<string, Set<KnownTask>>();
  readonly #due = new DueQueue<KnownTask>();
  readonly #fleets = new Map<string, Map<string, Queue>>();
  #waiting = 0;
  #waitingBytes = 0;

  get size(): number {
    return this.#tasks.size;
  }

  /** Tasks waiting, and their size in bytes. */
  get waiting(): { readonly tasks: number; readonly bytes: number } {
    return { tasks: this.#waiting, bytes: this.#waitingBytes };
  }

  get(taskId: string): KnownTask | undefined {
    return this.#tasks.get(taskId);
  }

  ofJob(jobId: string): readonly KnownTask[] {
    return [...(this.#jobs.get(jobId) ?? [])];
  }

  all(): Iterable<KnownTask> {
    return this.#tasks.values();
  }

  /** Puts a task at the end of its queue. */
  add({ message, position, bytes }: ReceivedTask, now: number): KnownTask {
    const task: KnownTask = {
      message,
      bytes,
      arrivedAt: now,
      positions: [position],
      state: 'WAITING',
      attemptId: null,
      hedgeId: null,
      again: null,
    };
    this.#tasks.set(message.taskId, task);
    this.#ofJob(message.jobId).add(task);
    const dueAt = dueAtOf(task);
    if (dueAt !== null) this.#due.set(task, dueAt);
    this.#queueOf(message).push(task);
    this.#waiting += 1;
    this.#waitingBytes += bytes;
    return task;
  }

  /** Takes a task off its queue: it was leased, or its end is known. */
  advance(task: KnownTask, state: 'LEASED' | 'REPORTED', attemptId: string): void {
    this.#leaveQueue(task);
    task.state = state;
    task.attemptId = attemptId;
    task.hedgeId = null;
  }

  /** Forgets a task. */
  remove(task: KnownTask): void {
    this.#leaveQueue(task);
    this.#tasks.delete(task.message.taskId);
    this.#due.delete(task);
    const job = this.#jobs.get(task.message.jobId);
    job?.delete(task);
    if (job?.size === 0) this.#jobs.delete(task.message.jobId);
  }

  /** Forgets waiting tasks none of whose messages is ours any more: somebody else has got or will get them. */
  dropWaiting(isOurs: (position: Position) => boolean): number {
    const dropped = [...this.#tasks.values()].filter(
      ({ state, positions }) => state === 'WAITING' && !positions.some(isOurs),
    );
    for (const task of dropped) this.remove(task);
    return dropped.length;
  }

  /** The tasks whose deadlines have passed, once each. `now` in milliseconds. */
  takeOverdue(now: number): readonly KnownTask[] {
    return this.#due.takeDue(now);
  }

  /** Fleets with tasks waiting. */
  busyFleets(): readonly string[] {
    return [...this.#fleets.keys()];
  }

  /**
   * The next tasks of a fleet: of every queue, or of as many as are compared at a time. Every call with more queues
   * than that begins after the last, so that each has its turn. `now` in milliseconds.
   */
  heads(fleetId: string, now: number): readonly KnownTask[] {
    const queues = this.#fleets.get(fleetId);
    if (queues === undefined) return [];
    const heads = [...take(queues.values(), mostHeads)].flatMap(({ tasks }) => tasks.head(now) ?? []);
    if (queues.size > mostHeads) moveToEnd(queues, mostHeads);
    return heads;
  }

  report(): readonly QueueReport[] {
    return [...this.#fleets.values()].flatMap((queues) =>
      [...queues.values()].map(({ first: { fleetId, communityId, modelVersionId }, tasks }) => ({
        fleetId,
        communityId,
        modelVersionId,
        waiting: tasks.size,
      })),
    );
  }

  #leaveQueue(task: KnownTask): void {
    if (task.state !== 'WAITING' || this.#tasks.get(task.message.taskId) !== task) return;
    const { fleetId } = task.message;
    const queue = this.#queueOf(task.message);
    queue.delete(task);
    this.#waiting -= 1;
    this.#waitingBytes -= task.bytes;
    if (queue.size > 0) return;
    const fleet = this.#fleets.get(fleetId);
    fleet?.delete(queueKey(task.message));
    if (fleet?.size === 0) this.#fleets.delete(fleetId);
  }

  #queueOf(message: TaskMessage): ModelQueue {
    const fleet = this.#fleets.get(message.fleetId) ?? new Map<string, Queue>();
    this.#fleets.set(message.fleetId, fleet);
    const queue = fleet.get(queueKey(message)) ?? { first: message, tasks: new ModelQueue() };
    fleet.set(queueKey(message), queue);
    return queue.tasks;
  }

  #ofJob(jobId: string): Set<KnownTask> {
    const job = this.#jobs.get(jobId) ?? new Set<KnownTask>();
    this.#jobs.set(jobId, job);
    return job;
  }
}

/** All that decides who may run a task is part of the key: so the head of a queue stands for all of it. */
function queueKey(message: TaskMessage): string {
  const { communityId, modelVersionId, runner, excludedOwners, erredOwners, privacy, regions } = message;
  const where = regions === null ? 'anywhere' : [...regions].sort().join(' ');
  const erred = erredOwners.length === 0 ? [] : ['erred', ...[...erredOwners].sort()];
  return [
    ...[communityId, modelVersionId, runner, privacy, where],
    ...[...excludedOwners].sort(),
    ...erred,
  ].join('/');
}

function* take<Value>(values: Iterable<Value>, most: number): Iterable<Value> {
  let taken = 0;
  for (const value of values) {
    if (taken === most) return;
    taken += 1;
    yield value;
  }
}

function moveToEnd<Value>(map: Map<string, Value>, count: number): void {
  for (const [key, value] of [...take(map, count)]) {
    map.delete(key);
    map.set(key, value);
  }
}
