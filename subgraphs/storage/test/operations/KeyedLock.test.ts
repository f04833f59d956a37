import { expect, it } from 'vitest';
import { KeyedLock } from '../../src/operations/KeyedLock.js';

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

it('runs work for one key in order, even after a failure, and work for other keys at once', async () => {
  const lock = new KeyedLock();
  const done: string[] = [];
  const first = gate();
  const failing = lock.run('a', async () => {
    await first.opened;
    done.push('first');
    throw new Error('first failed');
  });
  const second = lock.run('a', () => Promise.resolve(done.push('second')));
  await lock.run('b', () => Promise.resolve(done.push('other')));
  expect(done).toEqual(['other']);
  first.open();
  await expect(failing).rejects.toThrow('first failed');
  await second;
  expect(done).toEqual(['other', 'first', 'second']);
});
