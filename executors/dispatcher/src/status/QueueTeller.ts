import {
  queueKey,
  situationEveryMs,
  topics,
  type QueueSituation,
  type TaskMessage,
} from '@ai-collective/contracts';
import type { KafkaProducer } from '@ai-collective/platform/runtime';
import type { DispatchContext } from '../DispatchContext.js';
import type { KnownTask } from '../tasks/KnownTask.js';
import { candidatesByFleet, whyTaskWaits } from './whyTaskWaits.js';

/** Below this, waiting needs no explanation. */
const explainedAfterMs = 3_000;

/** How often one queue is looked at, and how many are each time: each is held against all devices of its fleet. */
const lookEveryMs = 15_000;
const mostAtOnce = 64;

/** Queues remembered. Of those beyond nothing is said. */
const mostKnown = 2_000;

const longestReason = 1_000;

interface KnownQueue {
  /** Its fleet and model version, by which the book of tasks counts what waits. */
  readonly group: string;
  readonly communityId: string;
  lookedAt: number;
  /** What was told last; null: nothing, or that it waits no longer. */
  told: { readonly reason: string; readonly at: number } | null;
}

interface News {
  readonly key: string;
  readonly queue: KnownQueue;
  readonly reason: string | null;
}

/**
 * Tells compute why tasks wait, so that whoever submitted them can ask: what changed since the last time, and everything once a minute.
 * The first task of a queue stands for all of it.
 */
export class QueueTeller {
  readonly #known = new Map<string, KnownQueue>();
  #busy = false;

  constructor(
    private readonly context: DispatchContext,
    private readonly producer: Pick<KafkaProducer, 'send'>,
  ) {}

  /** Never rejects: what could not be told is told the next time. Does nothing while the last time is not over. */
  async tell(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const now = this.context.now();
    const heads = this.#heads(now);
    const news = [...this.#over(heads, now), ...this.#waiting(heads, now)];
    try {
      if (news.length > 0) await this.producer.send(news.map((each) => toMessage(each, now)));
      for (const each of news) this.#note(each, now);
    } catch (error) {
      this.context.log.debug({ err: error }, 'why queues wait could not be told');
    }
    this.#busy = false;
  }

  /** Queues differ in more than is told apart here, such as who failed at a task before: the first one stands for the others. */
  #heads(now: number): ReadonlyMap<string, KnownTask> {
    const { tasks } = this.context;
    const heads = new Map<string, KnownTask>();
    for (const fleetId of tasks.busyFleets())
      for (const head of tasks.heads(fleetId, now)) {
        const key = keyOf(head.message);
        if (!heads.has(key)) heads.set(key, head);
      }
    return heads;
  }

  /** Queues that were told of and wait no longer. One that is not among the heads may wait still: so many are looked at and no more. */
  #over(heads: ReadonlyMap<string, KnownTask>, now: number): readonly News[] {
    const groups = new Set(this.context.tasks.report().map(groupOf));
    return [...this.#known].flatMap(([key, queue]) => {
      const head = heads.get(key);
      const isWaiting = head === undefined ? groups.has(queue.group) : isExplained(head, now);
      return isWaiting ? [] : [{ key, queue, reason: null }];
    });
  }

  #waiting(heads: ReadonlyMap<string, KnownTask>, now: number): readonly News[] {
    const due = [...heads].filter(([key, head]) => this.#isDue(key, head, now)).slice(0, mostAtOnce);
    if (due.length === 0) return [];
    const candidates = candidatesByFleet(this.context);
    return due.flatMap(([key, head]) => {
      const queue = this.#know(key, head.message);
      const of = candidates.get(head.message.fleetId) ?? [];
      const reason = whyTaskWaits(this.context, head, of).slice(0, longestReason);
      queue.lookedAt = now;
      return isNews(queue, reason, now) ? [{ key, queue, reason }] : [];
    });
  }

  #isDue(key: string, head: KnownTask, now: number): boolean {
    const queue = this.#known.get(key);
    if (queue === undefined) return this.#known.size < mostKnown && isExplained(head, now);
    return isExplained(head, now) && now - queue.lookedAt >= lookEveryMs;
  }

  #know(key: string, message: TaskMessage): KnownQueue {
    const { communityId } = message;
    const queue = this.#known.get(key) ?? { group: groupOf(message), communityId, lookedAt: 0, told: null };
    this.#known.set(key, queue);
    return queue;
  }

  #note({ key, queue, reason }: News, at: number): void {
    if (reason === null) this.#known.delete(key);
    else queue.told = { reason, at };
  }
}

function keyOf(message: TaskMessage): string {
  return queueKey({ ...message, isSecondOpinion: message.excludedOwners.length > 0 });
}

function groupOf({ fleetId, modelVersionId }: Pick<TaskMessage, 'fleetId' | 'modelVersionId'>): string {
  return `${fleetId}/${modelVersionId}`;
}

function isExplained({ arrivedAt }: KnownTask, now: number): boolean {
  return now - arrivedAt >= explainedAfterMs;
}

function isNews({ told }: KnownQueue, reason: string, now: number): boolean {
  return told?.reason !== reason || now - told.at >= situationEveryMs;
}

function toMessage({ key, queue: { communityId }, reason }: News, now: number) {
  const situation: QueueSituation = { communityId, reason, at: new Date(now).toISOString() };
  return { topic: topics.situations, key, value: Buffer.from(JSON.stringify(situation)) };
}
