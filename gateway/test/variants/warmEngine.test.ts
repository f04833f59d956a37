import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { warmEngine } from '../../src/variants/warmEngine.js';

const operations = ['{ a }', '{ b }', '{ c }'].map((source) => ({
  source,
  operationName: null,
  conditions: {},
}));

/** An engine that warms as told, and what it was asked to warm. */
function engineThat(warms: (source: string) => Promise<boolean>) {
  const asked: string[] = [];
  const warm = (source: string) => {
    asked.push(source);
    return warms(source);
  };
  return { engine: { warm }, asked };
}

describe('an engine that is warmed', () => {
  it('passes over what it cannot plan, and what planning fails for', async () => {
    const { engine, asked } = engineThat((source) => {
      if (source === '{ a }') return Promise.reject(new Error('no planner'));
      return Promise.resolve(source !== '{ b }');
    });
    expect(await warmEngine(engine, operations, 10_000)).toBe(1);
    expect(asked).toEqual(['{ a }', '{ b }', '{ c }']);
  });

  it('begins no further operation when its time is over', async () => {
    let finish: (isWarm: boolean) => void = () => undefined;
    const slow = new Promise<boolean>((resolve) => {
      finish = resolve;
    });
    const { engine, asked } = engineThat((source) => (source === '{ b }' ? slow : Promise.resolve(true)));
    expect(await warmEngine(engine, operations, 20)).toBe(1);
    finish(true);
    await delay(20);
    expect(asked).toEqual(['{ a }', '{ b }']);
  });

  it('lets other work go on between operations', async () => {
    let turns = 0;
    const { engine } = engineThat(() => {
      setImmediate(() => turns++);
      return Promise.resolve(true);
    });
    expect(await warmEngine(engine, operations, 10_000)).toBe(3);
    expect(turns).toBe(3);
  });
});
