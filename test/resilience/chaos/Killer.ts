import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../../leaks/Random.js';
import type { TestSystem } from '../../system/TestSystem.js';

/** Who is killed: those a task passes through. PostgreSQL is not among them: it has tests of its own. */
export const victims = ['agent', 'dispatcher', 'compute', 'broker'] as const;

type Victim = (typeof victims)[number];

const lookMs = 100;

/** Chances that another dies at once, or while the last one is being started again. */
const together = 0.2;
const again = 0.3;
const longestAgainMs = 2_000;

export interface KillerOptions {
  /** What the victims are drawn from. */
  readonly seed: number;
  /** How many tasks are settled by now. */
  readonly settled: () => Promise<number>;
  /** A death comes with each so many of them: as many on a fast machine as on a slow one. */
  readonly tasksPerDeath: number;
}

/** Kills processes of a system, drawn from a seed, as tasks get done, until it is told to stop. */
export class Killer {
  readonly #random: Random;
  readonly #kills = new Map<Victim, number>();
  readonly #killing: Promise<void>;
  #stopped = false;
  #settled = 0;

  constructor(
    private readonly system: TestSystem,
    private readonly options: KillerOptions,
  ) {
    this.#random = new Random(options.seed);
    this.#killing = this.#killOn();
  }

  /** How often each was killed. */
  get kills(): ReadonlyMap<Victim, number> {
    return this.#kills;
  }

  /** Tasks that were settled when it last looked. */
  get settled(): number {
    return this.#settled;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#killing;
  }

  async #killOn(): Promise<void> {
    for (let deaths = 0; !this.#stopped;) {
      this.#settled = await this.options.settled();
      if (deaths <= Math.floor(this.#settled / this.options.tasksPerDeath)) {
        deaths += 1;
        await this.#killSome();
      }
      await delay(lookMs);
    }
  }

  async #killSome(): Promise<void> {
    this.#killNext();
    if (this.#random.chance(together)) this.#killNext();
    if (!this.#random.chance(again)) return;
    await delay(this.#random.below(longestAgainMs));
    this.#killNext();
  }

  /** Each has its turn before chance decides. One that does not run at the moment is left alone. */
  #killNext(): void {
    const victim = victims.find((name) => !this.#kills.has(name)) ?? this.#random.pick(victims);
    try {
      this.system.kill(victim);
    } catch {
      return;
    }
    this.#kills.set(victim, (this.#kills.get(victim) ?? 0) + 1);
  }
}
