import { describe, expect, it } from 'vitest';
import { Cancellation } from '../../../src/engine/transport/Cancellation.js';
import { InFlight } from '../../../src/engine/transport/InFlight.js';

interface Started {
  readonly cancellation: Cancellation;
  readonly resolve: (answer: string) => void;
  readonly reject: (reason: Error) => void;
}

function startable() {
  const started: Started[] = [];
  const start = (cancellation: Cancellation) =>
    new Promise<string>((resolve, reject) => started.push({ cancellation, resolve, reject }));
  return { started, start };
}

const none = () => new Cancellation();
const key = (text: string, scope = 'everybody') => ({ scope, text });

describe('calls in flight', () => {
  it('are one while they have the same key, and none once they were answered', async () => {
    const calls = new InFlight<string>();
    const { started, start } = startable();
    const answers = [calls.join(key('a'), none(), start), calls.join(key('a'), none(), start)];
    const other = calls.join(key('b'), none(), start);
    expect(started).toHaveLength(2);
    started[0]?.resolve('first');
    started[1]?.resolve('second');
    expect(await Promise.all([...answers, other])).toEqual(['first', 'first', 'second']);
    expect(calls.size).toBe(0);
    void calls.join(key('a'), none(), start);
    expect(started).toHaveLength(3);
  });

  it('are not forgotten because one before them, that everybody left, has ended', async () => {
    const calls = new InFlight<string>();
    const { started, start } = startable();
    const leaving = new Cancellation();
    const left = calls.join(key('a'), leaving, start);
    leaving.cancel(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    const next = calls.join(key('a'), none(), start);
    started[0]?.resolve('late');
    await new Promise((resolve) => setImmediate(resolve));
    const joined = calls.join(key('a'), none(), start);
    started[1]?.resolve('second');
    expect(await Promise.all([next, joined])).toEqual(['second', 'second']);
    expect(started).toHaveLength(2);
  });

  it('fail for all who wait, and are tried again by the next', async () => {
    const calls = new InFlight<string>();
    const { started, start } = startable();
    const answers = [calls.join(key('a'), none(), start), calls.join(key('a'), none(), start)];
    started[0]?.reject(new Error('away'));
    const outcomes = await Promise.allSettled(answers);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    void calls.join(key('a'), none(), start);
    expect(started).toHaveLength(2);
  });

  it('go on when one who waits goes, and end when the last does', async () => {
    const calls = new InFlight<string>();
    const { started, start } = startable();
    const [one, two] = [none(), none()];
    const first = calls.join(key('a'), one, start);
    const second = calls.join(key('a'), two, start);
    one.cancel(new Error('one has gone'));
    await expect(first).rejects.toThrow('one has gone');
    expect(started[0]?.cancellation.isCancelled).toBe(false);
    two.cancel(new Error('two has gone'));
    await expect(second).rejects.toThrow('two has gone');
    expect(started[0]?.cancellation.isCancelled).toBe(true);
  });

  it('are not joined once they are being cancelled', async () => {
    const calls = new InFlight<string>();
    const { started, start } = startable();
    const one = none();
    const first = calls.join(key('a'), one, start);
    one.cancel(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    const next = calls.join(key('a'), none(), start);
    started[0]?.reject(new Error('cancelled'));
    started[1]?.resolve('fresh');
    expect(await next).toBe('fresh');
  });

  it('are not begun for one who has gone already', async () => {
    const { started, start } = startable();
    const gone = none();
    gone.cancel(new Error('gone'));
    await expect(new InFlight<string>().join(key('a'), gone, start)).rejects.toThrow('gone');
    expect(started).toHaveLength(0);
  });

  it('are never shared between scopes', async () => {
    const calls = new InFlight<string>();
    const { started, start } = startable();
    const answers = ['ada', 'bob', 'ada'].map((scope) => calls.join(key('a', scope), none(), start));
    expect(started).toHaveLength(2);
    expect(calls.size).toBe(2);
    started[1]?.resolve('of bob');
    started[0]?.resolve('of ada');
    expect(await Promise.all(answers)).toEqual(['of ada', 'of bob', 'of ada']);
  });
});
