import { defineEntity, p } from '@mikro-orm/core';
import { expect, test } from 'vitest';
import { columnsOf } from '../../src/postgres/columnsOf.js';

test('names the columns of an entity as its properties', () => {
  const entity = defineEntity({
    name: 'Note',
    tableName: 'notes',
    properties: { id: p.string().primary(), tenantId: p.string(), takenDownAt: p.datetime().nullable() },
  });
  expect(columnsOf(entity)).toBe(
    'notes.id as "id", notes.tenant_id as "tenantId", notes.taken_down_at as "takenDownAt"',
  );
});
