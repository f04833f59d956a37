import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RunClock } from '../../src/children/RunClock.js';
import { Brake } from '../../src/consent/Brake.js';

function startBrake(graceMs: number) {
  const calls: string[] = [];
  const held = [{}];
  const pool = { suspend: () => calls.push('suspend'), resume: () => calls.push('resume') };
  const book = { held, giveBack: () => calls.push('give back') && held.splice(0) };
  const brake = new Brake({ pool, book, graceMs } as unknown as ConstructorParameters<typeof Brake>[0]);
  return { brake, calls, held };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('Brake', () => {
  it('stands still at once, and gives back only when the pause lasts', () => {
    const { brake, calls, held } = startBrake(10_000);
    brake.set(true);
    expect(calls).toEqual(['suspend']);
    vi.advanceTimersByTime(9_000);
    expect(calls).toEqual(['suspend']);
    vi.advanceTimersByTime(1_000);
    expect(calls).toEqual(['suspend', 'give back']);
    held.push({});
    vi.advanceTimersByTime(1_000);
    expect(calls).toEqual(['suspend', 'give back', 'give back']);
    brake.set(false);
    vi.advanceTimersByTime(60_000);
    expect(calls.slice(3)).toEqual(['resume']);
  });

  it('loses nothing by a short pause', () => {
    const { brake, calls } = startBrake(10_000);
    brake.set(true);
    vi.advanceTimersByTime(5_000);
    brake.set(false);
    vi.advanceTimersByTime(60_000);
    expect(calls).toEqual(['suspend', 'resume']);
  });

  it('gives back at once where nothing can stand still', () => {
    const { brake, calls } = startBrake(0);
    brake.set(true);
    expect(calls).toEqual(['suspend', 'give back']);
  });

  it('works for its share of each second, and not at all while paused', () => {
    const { brake, calls } = startBrake(10_000);
    brake.share(30);
    vi.advanceTimersByTime(299);
    expect(calls).toEqual(['resume']);
    vi.advanceTimersByTime(1);
    expect(calls).toEqual(['resume', 'suspend']);
    vi.advanceTimersByTime(700);
    expect(calls).toEqual(['resume', 'suspend', 'resume']);
    brake.set(true);
    vi.advanceTimersByTime(5_000);
    expect(calls.slice(3)).toEqual(['suspend']);
    brake.set(false);
    brake.share(100);
    calls.splice(0);
    vi.advanceTimersByTime(5_000);
    expect(calls).toEqual([]);
  });
});

describe('RunClock', () => {
  it('counts only the time in which it is not paused', () => {
    let ended = 0;
    const clock = new RunClock(1_000, () => ended++);
    vi.advanceTimersByTime(600);
    clock.pause();
    vi.advanceTimersByTime(60_000);
    clock.resume();
    vi.advanceTimersByTime(399);
    expect(ended).toBe(0);
    vi.advanceTimersByTime(1);
    expect(ended).toBe(1);
  });
});
