import { communityKeys } from './communities.js';
import { kinds, type Facts, type Kind } from './Facts.js';
import type { Possessions } from './Possessions.js';
import type { Principal } from './principals.js';
import type { Random } from './Random.js';

/** Where what is drawn comes from: mostly from communities that the principal may not know, or not from anywhere. */
const ownShare = 0.3;
const unknownShare = 0.15;

interface Drawing {
  readonly random: Random;
  readonly facts: Facts;
  readonly possessions: Possessions;
  readonly principal: Principal;
  /** Draws nothing but what the principal may not know. */
  readonly foreignOnly?: boolean;
}

/** Draws the arguments of one operation, and remembers for each foreign thing one that does not exist at all. */
export class Draw {
  readonly #twins = new Map<string, string>();
  /** Whether a cursor was drawn: where it points to in the order of a list is no secret, so there is nothing to compare. */
  hasCursor = false;

  constructor(private readonly drawing: Drawing) {}

  get random(): Random {
    return this.drawing.random;
  }

  /** For each foreign thing that was drawn, one of the same kind that nobody has. */
  get twins(): ReadonlyMap<string, string> {
    return this.#twins;
  }

  /** Something of a kind: of the principal's community, of another, or of none. */
  some(kind: Kind): string {
    const { random, principal, foreignOnly = false } = this.drawing;
    const share = foreignOnly ? 1 : random.next();
    if (share < unknownShare) return this.#unknown(kind);
    if (share < unknownShare + ownShare) return this.own(kind);
    const others = communityKeys.filter((key) => key !== principal.home);
    const candidates = others.flatMap((key) => this.drawing.facts.things[key][kind]);
    const foreign = foreignOnly ? candidates.filter((each) => this.#isForeign(each)) : candidates;
    return this.#note(kind, random.pick(foreign));
  }

  /** Something of the community that the principal acts in. */
  own(kind: Kind): string {
    const { random, facts, principal } = this.drawing;
    const things = facts.things[principal.home][kind];
    return this.#note(kind, things.length === 0 ? this.#unknown(kind) : random.pick(things));
  }

  /** One that only the principal's community has, or none: codes are secrets, and whoever has one may use it. */
  secret(kind: Kind): string {
    return this.random.chance(ownShare) ? this.own(kind) : this.#unknown(kind);
  }

  /** A cursor of a list, as its subgraph makes them. */
  cursor(encode: (random: Random, some: (kind: Kind) => string) => string): string {
    this.hasCursor = true;
    return Buffer.from(encode(this.random, (kind) => this.some(kind))).toString('base64url');
  }

  /** Now and then an argument that may be left out. */
  sometimes<T extends object>(make: () => T): T | Record<string, never> {
    return this.random.chance(0.5) ? make() : {};
  }

  word(): string {
    return this.random.word();
  }

  #unknown(kind: Kind): string {
    const { random } = this.drawing;
    const form = kinds[kind];
    if (form === 'word') return random.word();
    if (form === 'secret') return random.secret();
    if (form === 'email') return `${random.word()}@example.org`;
    if (form === 'content') return random.content();
    if (form === 'cid') return random.cid();
    return random.id(form);
  }

  #isForeign(thing: string): boolean {
    return this.drawing.possessions.isForbidden(this.drawing.principal.knower, thing);
  }

  #note(kind: Kind, thing: string): string {
    if (this.#isForeign(thing) && !this.#isGranted(thing) && !this.#twins.has(thing))
      this.#twins.set(thing, this.#unknown(kind));
    return thing;
  }

  /** Whether the principal was given the very thing, as if it were of their community: that is answered otherwise, and they know it. */
  #isGranted(thing: string): boolean {
    return this.drawing.principal.claims.grants?.some(({ on }) => 'id' in on && on.id === thing) ?? false;
  }
}
