import { describe, expect, it } from 'vitest';
import { Cancellation } from '../../../src/engine/transport/Cancellation.js';

describe('a cancellation', () => {
  it('tells each listener once, and none that was taken back', () => {
    const cancellation = new Cancellation();
    const told: string[] = [];
    cancellation.whenCancelled(() => told.push('kept'));
    cancellation.whenCancelled(() => told.push('taken back'))();
    cancellation.cancel(new Error('why'));
    cancellation.cancel(new Error('again'));
    expect(told).toEqual(['kept']);
    expect(cancellation.reason.message).toBe('why');
    expect(() => cancellation.throwIfCancelled()).toThrow('why');
  });

  it('tells late listeners at once', () => {
    const cancellation = new Cancellation();
    cancellation.cancel(new Error('why'));
    let told = 0;
    cancellation.whenCancelled(() => told++);
    expect(told).toBe(1);
  });

  it('follows a signal, also one that has aborted, and gives one', () => {
    const controller = new AbortController();
    const cancellation = Cancellation.from(controller.signal);
    const { signal } = cancellation;
    expect(signal.aborted).toBe(false);
    controller.abort('why');
    expect(cancellation.isCancelled).toBe(true);
    expect(signal.aborted).toBe(true);
    const earlier = new Error('earlier');
    expect(Cancellation.from(AbortSignal.abort(earlier)).reason).toBe(earlier);
    expect(Cancellation.from(AbortSignal.abort(earlier)).signal.reason).toBe(earlier);
    expect(Cancellation.from(AbortSignal.abort('no error')).reason.cause).toBe('no error');
    expect(Cancellation.from(undefined).isCancelled).toBe(false);
  });
});
