import { auditRecordSchema, topics, type AuditRecord } from '@ai-collective/contracts';
import { OperationTypeNode } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../postgres/Database.js';
import { demandsOf, rootFieldsOf, type Demand, type RootField } from './schemaFields.js';
import { allBut, anonymousClaims, only, walk, type Walked } from './walkDecisions.js';

/** What the tests of a subgraph's decisions need. */
export interface DecisionSettings {
  /** The committed schema. */
  readonly sdl: string;
  /** Opens the subgraph; called once. */
  readonly open: () => Promise<Walked & { readonly database: Database }>;
  /** Root fields anybody may ask for, by name, and why. */
  readonly forAnybody: Readonly<Record<string, string>>;
  /** Root fields that need no permission but signing in, by name, and why. */
  readonly forWhoeverSignedIn: Readonly<Record<string, string>>;
  /** Fields of other types with demands, and an operation that asks for each. */
  readonly fieldsOfObjects: Readonly<Record<string, string>>;
}

/**
 * Tests that every root field of a schema asks for exactly the permission its directive says, is denied to whoever
 * has not signed in, and that denials are audited. New fields are covered by themselves; exceptions are named with reasons.
 */
export function describeDecisions(settings: DecisionSettings): void {
  const fields = rootFieldsOf(settings.sdl);
  const named = (kind: Demand['kind']) =>
    fields.filter(({ demand }) => demand.kind === kind).map(({ name }) => name);

  describe('every field of Query, Mutation and Subscription', () => {
    let walked: Awaited<ReturnType<DecisionSettings['open']>>;
    beforeAll(async () => {
      walked = await settings.open();
    });

    it('says what it demands, but for those that are known to be for anybody', () => {
      expect(named('nothing').sort()).toEqual(Object.keys(settings.forAnybody).sort());
      expect(named('signing in').sort()).toEqual(Object.keys(settings.forWhoeverSignedIn).sort());
    });

    it.each(fields.filter(({ demand }) => demand.kind !== 'nothing'))(
      '$operation $name is denied to whoever has not signed in',
      async (field) => {
        expect(await walk(walked, field, anonymousClaims)).toMatchObject({
          isAnswered: false,
          codes: ['UNAUTHENTICATED'],
        });
      },
    );

    it.each(withPermission(fields))(
      '$name is denied without $permission, and the denial is audited',
      async ({ permission, ...field }) => {
        const { subject, ...answer } = await walk(walked, field, allBut(permission));
        expect(answer).toEqual({ isAnswered: false, codes: ['FORBIDDEN'], missing: [permission] });
        expect(await deniedTo(walked.database, subject)).toEqual([permission]);
      },
    );

    it.each(withPermission(fields))('$name asks for $permission alone', async ({ permission, ...field }) => {
      const { missing, codes } = await walk(walked, field, only(permission));
      expect(missing).toEqual([]);
      expect(codes).not.toContain('UNAUTHENTICATED');
      expect(codes).not.toContain('GRAPHQL_VALIDATION_FAILED');
    });

    it.each(withPermission(fields))(
      '$name is denied in another community',
      async ({ permission: _, ...field }) => {
        expect(await walk(walked, field, { community: '', roles: [] })).toMatchObject({
          isAnswered: false,
          codes: ['COMMUNITY_REQUIRED'],
        });
      },
    );
  });

  describeFieldsOfObjects(settings);
}

/** Fields of objects are asked for in whole operations: what each demands must be what the operation is denied for. */
function describeFieldsOfObjects({ sdl, open, fieldsOfObjects }: DecisionSettings): void {
  const demands = demandsOf(sdl);
  const named = Object.entries(fieldsOfObjects).map(([coordinate, query]) => ({ coordinate, query }));

  describe('every field of an object that demands something', () => {
    it('is tested', () => {
      expect([...demands.keys()].sort()).toEqual(Object.keys(fieldsOfObjects).sort());
    });

    it.each(named)('$coordinate is denied without its permission', async ({ coordinate, query }) => {
      const demand = demands.get(coordinate);
      if (demand?.kind !== 'permission') throw new Error(`${coordinate} demands no permission`);
      const field = { operation: OperationTypeNode.QUERY, name: coordinate, query, variables: {} };
      const walked = await open();
      expect((await walk(walked, field, allBut(demand.permission))).missing).toEqual([demand.permission]);
      expect((await walk(walked, field, only(demand.permission))).missing).toEqual([]);
    });
  });
}

function withPermission(
  fields: readonly RootField[],
): readonly (RootField & { readonly permission: string })[] {
  return fields.flatMap((field) =>
    field.demand.kind === 'permission' ? [{ ...field, permission: field.demand.permission }] : [],
  );
}

/** What the audit records in the outbox say that somebody was denied. */
async function deniedTo(database: Database, subject: string): Promise<readonly string[]> {
  const rows = await database.withoutTenant((em) =>
    em.execute<{ value: unknown }[]>('select value from outbox where topic = ?', [topics.audit]),
  );
  return rows
    .map(({ value }): AuditRecord => auditRecordSchema.parse(value))
    .filter(({ actor, outcome }) => actor.subject === subject && outcome === 'DENIED')
    .map(({ action }) => action);
}
