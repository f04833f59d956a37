import type { Asked, Place } from './Place.js';
import { WaitingLines } from './WaitingLines.js';

export interface LineLimits {
  /** Most plannings under way, and most of one supergraph. */
  readonly underWay: number;
  readonly underWayEach: number;
  /** Most plannings that wait, and most of one supergraph. */
  readonly waiting: number;
  readonly waitingEach: number;
  /** Longest that anything may be under way, ms. */
  readonly limitMs: number;
  /** The same for plannings that others wait for, and for what was under way in a crash, ms. */
  readonly turnMs: number;
  /** Longest from being asked to beginning: of plannings, and of supergraphs to be opened, ms. */
  readonly waitMs: number;
  readonly openWaitMs: number;
}

/** What ends with a process: whoever is `guilty` of its end, and the `unlucky`, which were interrupted too often. */
export interface Ended<T> {
  readonly guilty: readonly T[];
  readonly unlucky: readonly T[];
}

interface Running<T extends Asked> {
  readonly place: Place<T>;
  readonly since: number;
}

const mostInterruptions = 3;
/** Whoever has had this share of its time counts as late when another one is: fewer processes have to be ended. */
const nearlyLate = 0.9;

/**
 * Who begins next, who waits, and who has had enough. Supergraphs take turns. When a process is ended because something
 * is late, the others are asked again. After a crash nobody knows whose fault it was, so those that were under way are
 * asked again one by one, alone: whoever crashes alone is guilty. Changes in place; times are given, ms.
 */
export class PlanningLine<T extends Asked> {
  readonly #limits: LineLimits;
  readonly #running = new Map<T, Running<T>>();
  readonly #waiting: WaitingLines<T>;
  #suspects: readonly Place<T>[] = [];

  constructor(limits: LineLimits) {
    this.#limits = limits;
    this.#waiting = new WaitingLines(limits.waiting, limits.waitingEach);
  }

  get isEmpty(): boolean {
    return this.#running.size === 0 && this.#waitingPlaces().length === 0;
  }

  /** Puts something last in its line; false when that is full. */
  enter(asked: T, now: number): boolean {
    const { waitMs, openWaitMs } = this.#limits;
    const expiresAt = now + (asked.kind === 'open' ? openWaitMs : waitMs);
    return this.#waiting.add({ asked, expiresAt, spentMs: 0, interruptions: 0, isSuspect: false });
  }

  /** Takes out of the lines whatever may begin now. */
  start(now: number): readonly T[] {
    const begun: T[] = [];
    for (let place = this.#next(); place !== undefined; place = this.#next()) {
      this.#running.set(place.asked, { place, since: now });
      begun.push(place.asked);
    }
    return begun;
  }

  /** Says that something has come to its end by itself. */
  finish(asked: T): void {
    this.#running.delete(asked);
  }

  /** Takes out of the lines what has waited too long. */
  expire(now: number): readonly T[] {
    const suspects = this.#suspects.filter(({ expiresAt }) => expiresAt <= now);
    if (suspects.length > 0) this.#suspects = this.#suspects.filter(({ expiresAt }) => expiresAt > now);
    return [...suspects, ...this.#waiting.takeExpired(now)].map(({ asked }) => asked);
  }

  /** When to look again for what is late or has waited too long; undefined when there is nothing. */
  nextCheck(): number | undefined {
    const ends = this.#waitingPlaces().map(({ expiresAt }) => expiresAt);
    for (const { place, since } of this.#running.values())
      ends.push(since - place.spentMs + this.#limitOf(place));
    return ends.length === 0 ? undefined : ends.reduce((least, end) => Math.min(least, end));
  }

  /** Whether something under way is over its limit. */
  isLate(now: number): boolean {
    return this.#late(now, 1).length > 0;
  }

  /** The process was ended because something is late. */
  endLate(now: number): Ended<T> {
    return this.#end(this.#late(now, nearlyLate), now);
  }

  /** The process ended by itself. */
  endCrashed(now: number): Ended<T> {
    const places = [...this.#running.values()].map(({ place }) => place);
    const guilty = places.length === 1 ? places.filter(({ isSuspect }) => isSuspect) : [];
    for (const place of places) place.isSuspect = true;
    return this.#end(guilty, now);
  }

  /** Takes out everything. */
  clear(): readonly T[] {
    const all = [...this.#running.keys(), ...this.#waitingPlaces().map(({ asked }) => asked)];
    this.#running.clear();
    this.#waiting.clear();
    this.#suspects = [];
    return all;
  }

  #waitingPlaces(): readonly Place<T>[] {
    return [...this.#suspects, ...this.#waiting.all()];
  }

  #next(): Place<T> | undefined {
    const [suspect, ...others] = this.#suspects;
    if (suspect !== undefined) {
      if (this.#running.size > 0) return undefined;
      this.#suspects = others;
      return suspect;
    }
    if ([...this.#running.values()].some(({ place }) => place.isSuspect)) return undefined;
    return this.#waiting.takeOpening() ?? this.#nextPlanning();
  }

  #nextPlanning(): Place<T> | undefined {
    const { underWay, underWayEach } = this.#limits;
    if (this.#waiting.plannings === 0 || this.#plannings() >= underWay) return undefined;
    return this.#waiting.takePlanning((supergraph) => this.#plannings(supergraph) < underWayEach);
  }

  #plannings(ofSupergraph?: string): number {
    let count = 0;
    for (const { kind, supergraph } of this.#running.keys())
      if (kind === 'plan' && (ofSupergraph ?? supergraph) === supergraph) count++;
    return count;
  }

  #late(now: number, share: number): readonly Place<T>[] {
    return [...this.#running.values()]
      .filter(({ place, since }) => place.spentMs + now - since >= this.#limitOf(place) * share)
      .map(({ place }) => place);
  }

  #limitOf({ asked, isSuspect }: Place<T>): number {
    const { limitMs, turnMs } = this.#limits;
    const isHurried = isSuspect || (asked.kind === 'plan' && this.#isInTheWay(asked.supergraph));
    return isHurried ? Math.min(turnMs, limitMs) : limitMs;
  }

  /** Whether others would begin if it were not for plannings of this supergraph. */
  #isInTheWay(supergraph: string): boolean {
    if (this.#waiting.plannings === 0) return false;
    const { underWay, underWayEach } = this.#limits;
    if (this.#plannings() >= underWay) return true;
    return this.#waiting.has(supergraph) && this.#plannings(supergraph) >= underWayEach;
  }

  #end(guilty: readonly Place<T>[], now: number): Ended<T> {
    for (const { asked } of guilty) this.#running.delete(asked);
    const unlucky: T[] = [];
    for (const { place, since } of [...this.#running.values()].reverse()) {
      place.spentMs += now - since;
      if (++place.interruptions > mostInterruptions) unlucky.push(place.asked);
      else if (place.isSuspect) this.#suspects = [place, ...this.#suspects];
      else this.#waiting.putBack(place);
    }
    this.#running.clear();
    return { guilty: guilty.map(({ asked }) => asked), unlucky };
  }
}
