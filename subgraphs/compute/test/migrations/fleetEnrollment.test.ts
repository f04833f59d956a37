import { fleetRecordSchema, newId, topics } from '@ai-collective/contracts';
import { createLogger, openDatabase } from '@ai-collective/platform';
import { createTestDatabase } from '@ai-collective/platform/testing';
import { expect, it } from 'vitest';
import { migrations } from '../../src/migrations/index.js';

it('fleets that were there before fleets had enrolment policies are announced as they were', async () => {
  const testDatabase = await createTestDatabase();
  const open = (ran: typeof migrations) =>
    openDatabase({
      service: 'compute',
      url: testDatabase.serviceUrl('compute'),
      ownerUrl: testDatabase.ownerUrl,
      entities: [],
      migrations: ran,
      log: createLogger({ service: 'compute', level: 'silent' }),
    });
  const former = await open(migrations.slice(0, 2));
  const fleetId = newId('fleet');
  await former.withTenant('com_one', (em) =>
    em.execute("insert into fleets (id, tenant_id, name, created_by) values (?, 'com_one', 'old', 'per_1')", [
      fleetId,
    ]),
  );
  await former.close();
  const database = await open(migrations);
  const waiting = await database.withoutTenant((em) =>
    em.execute<{ topic: string; key: string; value: unknown }[]>('select topic, key, value from outbox'),
  );
  await database.close();
  await testDatabase.drop();
  expect(waiting).toMatchObject([{ topic: topics.fleets, key: fleetId }]);
  expect(fleetRecordSchema.parse(waiting[0]?.value)).toEqual({
    fleetId,
    communityId: 'com_one',
    enrollment: { policy: 'APPROVAL', maxDevices: 10_000, maxDevicesPerOwner: 10_000 },
    version: 1,
  });
});
