import { z } from 'zod';
import { communityKeys, rolesIn, type CommunityKey } from './communities.js';
import type { LeakWorld } from './LeakWorld.js';

interface Message {
  readonly topic: string;
  readonly key: string;
  readonly value: unknown;
}

const endedSessionSchema = z.object({
  action: z.literal('sessions:end'),
  communityId: z.string(),
  actor: z.object({ subject: z.string(), kind: z.literal('PERSON') }),
});

/** Messages in an outbox, audit records among them, that name another community than the one that was acted in. */
export async function messagesAbroad(world: LeakWorld, acted: CommunityKey): Promise<readonly string[]> {
  const others = communityKeys.filter((key) => key !== acted).map((key) => world.facts.ids[key]);
  const found: string[] = [];
  for (const { door, name: service } of world.all) {
    const messages = await door.rows<Message>(
      `select topic, key, value from outbox
       where id not in (select id from kept.outbox) and (key = any ($1) or value::text like any ($2))`,
      [others, others.map((id) => `%${id}%`)],
    );
    const abroad = messages.filter((message) => !isEndOfOwnSession(world, message));
    found.push(...abroad.map(({ topic, value }) => `${service}: ${topic}: ${JSON.stringify(value)}`));
  }
  return found;
}

/** People end their own sessions wherever they are; it is told where the session was opened, and they are at home there. */
function isEndOfOwnSession({ facts }: LeakWorld, { value }: Message): boolean {
  const ended = endedSessionSchema.safeParse(value);
  if (!ended.success) return false;
  const { communityId, actor } = ended.data;
  const community = communityKeys.find((key) => facts.ids[key] === communityId);
  const person = facts.people.find(({ id }) => id === actor.subject);
  return community !== undefined && person !== undefined && rolesIn(person.roles, community).length > 0;
}
