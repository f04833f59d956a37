import { auditRecordSchema, topics, type PassportClaims } from '@ai-collective/contracts';
import { OperationTypeNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Database } from '../postgres/Database.js';
import { rootFieldsOf } from './schemaFields.js';
import { walk, type Walked } from './walkDecisions.js';

/** What makes a mutation succeed. */
export interface MutationExample {
  readonly variables: Readonly<Record<string, unknown>>;
  /** Asked instead of the mutation with its required arguments. */
  readonly query?: string;
  /** Who asks, when it is not whoever may do all of it. */
  readonly by?: Partial<PassportClaims>;
}

export interface AuditSettings {
  /** The committed schema. */
  readonly sdl: string;
  readonly open: () => Promise<Walked & { readonly database: Database }>;
  /** Who may do all of it. */
  readonly by: () => Partial<PassportClaims>;
  /** For every mutation of the schema, by name, how to make it succeed. */
  readonly examples: Readonly<Record<string, () => Promise<MutationExample> | MutationExample>>;
}

/** Tests that every mutation of a schema that succeeds has left an audit record. */
export function describeAudit({ sdl, open, by, examples }: AuditSettings): void {
  const mutations = rootFieldsOf(sdl).filter(({ operation }) => operation === OperationTypeNode.MUTATION);

  describe('every mutation', () => {
    it('has an example', () => {
      expect(mutations.map(({ name }) => name).sort()).toEqual(Object.keys(examples).sort());
    });

    it.each(mutations)('$name leaves an audit record', async ({ name, ...field }) => {
      const example = await examples[name]?.();
      const walked = await open();
      const before = await recordsIn(walked.database);
      const { isAnswered, codes } = await walk(walked, { ...field, name, ...example }, example?.by ?? by());
      expect([isAnswered, codes]).toEqual([true, []]);
      expect((await recordsIn(walked.database)).slice(before.length)).toContainEqual(
        expect.not.objectContaining({ outcome: 'DENIED' }),
      );
    });
  });
}

async function recordsIn(database: Database): Promise<readonly object[]> {
  const rows = await database.withoutTenant((em) =>
    em.execute<{ value: unknown }[]>('select value from outbox where topic = ? order by id', [topics.audit]),
  );
  return rows.map(({ value }) => auditRecordSchema.parse(value));
}
