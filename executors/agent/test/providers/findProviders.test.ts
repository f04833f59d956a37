import { pino } from 'pino';
import { expect, it } from 'vitest';
import { findProviders } from '../../src/providers/findProviders.js';
import { probeEntry } from '../childEntry.js';

const options = {
  entry: new URL('fakeProbe.mjs', import.meta.url),
  allowed: null,
  environment: { DRIVER: 'here' },
  limitMs: 1_000,
  signal: new AbortController().signal,
  log: pino({ level: 'silent' }),
};

it('finds what computes, and says of everything else why not', async () => {
  const allowed = ['good', 'missing', 'crashing', 'hanging', 'babbling'];
  expect(await findProviders({ ...options, allowed })).toEqual([
    { name: 'cpu', absent: null },
    { name: 'good', absent: null },
    { name: 'missing', absent: 'no adapter' },
    { name: 'crashing', absent: 'the probe ended (SIGABRT)' },
    { name: 'hanging', absent: 'no answer within 1000 ms' },
    { name: 'babbling', absent: 'the probe answered something else' },
    { name: 'forbidden', absent: 'not allowed by the owner' },
  ]);
});

it('has cpu where nothing can be probed', async () => {
  const entry = new URL('missing.mjs', import.meta.url);
  expect(await findProviders({ ...options, entry })).toEqual([{ name: 'cpu', absent: null }]);
});

it('ends with the agent', async () => {
  const stop = new AbortController();
  const finding = findProviders({ ...options, limitMs: 60_000, signal: stop.signal });
  setTimeout(() => stop.abort(), 300);
  expect((await finding)[0]).toEqual({ name: 'cpu', absent: null });
});

it('asks ONNX Runtime, which has cpu and says why it has not the others', async () => {
  const found = await findProviders({ ...options, entry: probeEntry, allowed: ['cuda'], limitMs: 20_000 });
  expect(found[0]).toEqual({ name: 'cpu', absent: null });
  for (const { name, absent } of found.slice(1))
    expect([name, absent === 'not allowed by the owner']).toEqual([name, name !== 'cuda']);
});
