import { expect, it } from 'vitest';
import { Situations } from '../../src/events/Situations.js';

const at = new Date('2030-01-01T00:00:00.000Z');
const message = (value: object) => ({ key: 'dev_1', value: Buffer.from(JSON.stringify(value)) });

it('tells what was last said of a device, to its own community, while it is fresh', () => {
  const malformed: object[] = [];
  const situations = new Situations({
    error: (details: object) => void malformed.push(details),
  } as never);
  const record = {
    deviceId: 'dev_1',
    communityId: 'com_one',
    idleReason: 'busy elsewhere',
    at: at.toISOString(),
  };
  const asked = (community: string, later = 0) =>
    situations.idleReason(community, 'dev_1', new Date(at.getTime() + later));
  expect(asked('com_one')).toBeNull();
  situations.take([message(record), message({ ...record, idleReason: 'paused: on battery' }), message({})]);
  expect(malformed).toEqual([{ key: 'dev_1' }]);
  expect(asked('com_one', 180_000)).toBe('paused: on battery');
  expect(asked('com_one', 180_001)).toBeNull();
  expect(asked('com_two')).toBeNull();
  situations.take([message({ ...record, idleReason: null })]);
  expect(asked('com_one')).toBeNull();
});
