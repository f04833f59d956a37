import { topics, type JsonValue } from '@ai-collective/contracts';
import type { Sql } from '../postgres/Sql.js';

/** A message that leaves with the transaction that decided it, or not at all. */
export interface OutboxMessage {
  readonly topic: string;
  /** Messages of one key keep their order. */
  readonly key: string;
  readonly value: Readonly<Record<string, JsonValue | undefined>>;
  readonly traceparent?: string | null;
  /**
   * Given, the message is kept and sent again to a broker that forgot it until {@link confirm} is called with
   * this key; absent, it is kept for the outbox's retention time.
   */
  readonly confirmKey?: string;
}

/**
 * What a relay is told: to send at once, that it may wait since nobody does, the one for some and the other for the rest,
 * or that there is room for messages that waited for it.
 */
export type Urgency = 'now' | 'later' | 'both' | 'room';

/** Topics whose messages may wait, so that one round sends many and none takes time from what somebody waits for. */
export const patientTopics: ReadonlySet<string> = new Set([topics.audit]);

/** The channel on which a service's relay is told of new messages. */
export function outboxChannel(service: string): string {
  return `${service}_outbox`;
}

/** Writes messages to the outbox, in the transaction of `sql`, and wakes the relay when it commits. */
export async function enqueue(sql: Sql, messages: readonly OutboxMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await sql.execute(
    `with written as (
       insert into outbox (topic, key, value, traceparent, confirm_key)
       select row->>'topic', row->>'key', row->'value', row->>'traceparent', row->>'confirmKey'
       from json_array_elements(?::json) with ordinality as rows(row, place) order by place
     )
     select pg_notify(current_schema() || '_outbox', ?)`,
    [JSON.stringify(messages), urgencyOf(messages)],
  );
}

/** Says that the effect of messages has been seen: they need never be sent again, and are deleted. */
export async function confirm(sql: Sql, confirmKeys: readonly string[]): Promise<void> {
  if (confirmKeys.length === 0) return;
  await sql.execute(
    `with confirmed as (
       delete from outbox where confirm_key = any(array(select json_array_elements_text(?::json)))
     )
     select pg_notify(current_schema() || '_outbox', ?)
     where exists (select from outbox where sent_at is null and confirm_key is not null)`,
    [JSON.stringify(confirmKeys), 'room' satisfies Urgency],
  );
}

function urgencyOf(messages: readonly OutboxMessage[]): Urgency {
  const patient = messages.filter(({ topic }) => patientTopics.has(topic)).length;
  if (patient === 0) return 'now';
  return patient === messages.length ? 'later' : 'both';
}
