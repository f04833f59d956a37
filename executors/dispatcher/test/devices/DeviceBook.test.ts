import { describe, expect, it } from 'vitest';
import { DeviceBook } from '../../src/devices/DeviceBook.js';
import { TestDevice } from '../support/TestDevice.js';

const { record } = new TestDevice({ fleetId: 'flt_1', communityId: 'com_1' });
const connection = () => ({
  send: () => undefined,
  close: () => undefined,
  isCongested: () => false,
  roundTripMs: null,
});

/** A book in which some devices are connected. */
function bookOf(mostRemembered: number, ...deviceIds: readonly string[]) {
  const book = new DeviceBook(mostRemembered);
  const connections = new Map(deviceIds.map((deviceId) => [deviceId, connection()]));
  const join = (deviceId: string) =>
    book.connect({ ...record, deviceId }, connections.get(deviceId) ?? connection(), 0);
  const leave = (deviceId: string) => book.disconnect(deviceId, connections.get(deviceId) ?? connection());
  for (const deviceId of deviceIds) join(deviceId);
  return { book, join, leave };
}

const idsIn = (book: DeviceBook) => [...book.all()].map(({ deviceId }) => deviceId);

describe('DeviceBook', () => {
  it('forgets who is gone longest, and nobody who is connected', () => {
    const { book, leave } = bookOf(1, 'one', 'two', 'three', 'four');
    leave('two');
    leave('one');
    expect(idsIn(book)).toEqual(['one', 'three', 'four']);
    leave('four');
    expect(idsIn(book)).toEqual(['three', 'four']);
  });

  it('remembers how far a device is trusted when it comes back, and nothing else that it said', () => {
    const { book, join, leave } = bookOf(10, 'one');
    const before = book.get('one');
    if (before === undefined) throw new Error('no device');
    before.proven = 20;
    before.models.add('bafymodel');
    leave('one');
    expect(before.models.size).toBe(0);
    expect(join('one')).toMatchObject({ proven: 20, capabilities: null, credit: 0 });
    leave('two');
    expect(idsIn(book)).toEqual(['one']);
  });

  it('has no device in line twice, nor one that is gone', () => {
    const { book, join, leave } = bookOf(10, 'one', 'two');
    const devices = [...book.all()];
    for (const device of [...devices, ...devices]) book.joinLine(device);
    const [first] = devices;
    if (first !== undefined) book.moveToEnd(first);
    expect([...book.line('flt_1')].map(({ deviceId }) => deviceId)).toEqual(['two', 'one']);
    join('two');
    leave('one');
    expect([...book.line('flt_1')]).toEqual([]);
  });
});
