/** Agents keep an input for five minutes after its last use. */
const keptMs = 5 * 60_000;

const mostRemembered = 1_000;

/**
 * The input blobs that a device has, as far as is known here: what it said when it came, and what it was leased since. It may
 * have dropped some of them for want of room; then it downloads them again, and the placement was a little worse than thought.
 */
export class RecentInputs {
  /** By CID, until when, in milliseconds since the epoch; the least recently used first. */
  readonly #keptUntil = new Map<string, number>();

  /** Notes that the device has, or is about to fetch, some inputs. */
  note(cids: readonly string[], now: number): void {
    for (const cid of cids) {
      this.#keptUntil.delete(cid);
      this.#keptUntil.set(cid, now + keptMs);
    }
    for (const cid of this.#keptUntil.keys()) {
      if (this.#keptUntil.size <= mostRemembered) break;
      this.#keptUntil.delete(cid);
    }
  }

  /** Whether the device probably has an input. */
  has(cid: string, now: number): boolean {
    return (this.#keptUntil.get(cid) ?? 0) > now;
  }
}
