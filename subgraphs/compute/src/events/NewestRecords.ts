import { situationEveryMs } from '@ai-collective/contracts';

const mostRemembered = 100_000;

/** What is this old is not told any more: its dispatcher is gone, or cannot be heard. */
const staleMs = 3 * situationEveryMs;

interface HeardRecord {
  readonly communityId: string;
  readonly at: string;
}

/** The newest record of each key, as dispatchers last said. Those longest unheard of are forgotten first. */
export class NewestRecords<Heard extends HeardRecord> {
  readonly #records = new Map<string, Heard>();

  keep(key: string, record: Heard): void {
    this.#records.delete(key);
    this.#records.set(key, record);
    if (this.#records.size <= mostRemembered) return;
    const [oldest] = this.#records.keys();
    if (oldest !== undefined) this.#records.delete(oldest);
  }

  /** That of a community, however old. */
  of(community: string, key: string): Heard | undefined {
    const record = this.#records.get(key);
    return record?.communityId === community ? record : undefined;
  }

  /** That of a community, unless it is too old to hold still. */
  fresh(community: string, key: string, now: Date): Heard | undefined {
    const record = this.of(community, key);
    if (record === undefined || now.getTime() - Date.parse(record.at) > staleMs) return undefined;
    return record;
  }
}
