import { CommunityTally } from './CommunityTally.js';

export interface CommunityTalliesSettings {
  /** Most communities that are counted by name; the others are counted together. */
  readonly capacity: number;
  /** ms, never going back. */
  readonly now: () => number;
}

/** How often room is looked for, at most, ms; so long a community has to be silent before it may make room. */
const lookEveryMs = 1_800_000;

/** Names as they stand in labels; identity's ids are such. */
const name = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * The tallies of communities, by id. Ids come from identity's answers, never from what clients wrote; even so, what looks
 * like no id is counted among `others`. Bounded: when all places are taken, communities that were silent for half an
 * hour or more make room, and the counters they may come back with begin at zero, as after a restart.
 */
export class CommunityTallies {
  /** What nobody known asked: anonymous requests, and those refused before anybody knew whose they are. */
  readonly nobody = new CommunityTally();
  /** The communities that there is no room for. */
  readonly others = new CommunityTally();
  readonly #settings: CommunityTalliesSettings;
  readonly #byId = new Map<string, CommunityTally>();
  #lookedAt = -Infinity;

  constructor(settings: CommunityTalliesSettings) {
    this.#settings = settings;
  }

  /** The tally of a community; the empty id is nobody's. */
  of(id: string): CommunityTally {
    if (id === '') return this.nobody;
    const tally = this.#byId.get(id) ?? this.#add(id);
    tally.isFresh = true;
    return tally;
  }

  /** Label values and tallies. */
  *entries(): Generator<readonly [string, CommunityTally], void, undefined> {
    yield ['none', this.nobody];
    yield ['other', this.others];
    yield* this.#byId;
  }

  #add(id: string): CommunityTally {
    if (!name.test(id) || id === 'none' || id === 'other' || !this.#hasRoom()) return this.others;
    const tally = new CommunityTally();
    this.#byId.set(id, tally);
    return tally;
  }

  #hasRoom(): boolean {
    const { capacity, now } = this.#settings;
    if (this.#byId.size < capacity) return true;
    if (now() - this.#lookedAt < lookEveryMs) return false;
    this.#lookedAt = now();
    for (const [id, tally] of this.#byId) {
      if (!tally.isFresh && !tally.isInUse) this.#byId.delete(id);
      tally.isFresh = false;
    }
    return this.#byId.size < capacity;
  }
}
