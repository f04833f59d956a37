import type { CommunityKey, Person } from './communities.js';
import { communityKeys } from './communities.js';
import { mayKnow, mayKnowPerson, type Knower } from './mayKnow.js';
import type { LeakWorld } from './LeakWorld.js';

/** Whose a text is, and how much of them it tells. */
type Owner =
  | { readonly community: CommunityKey; readonly tells: 'ITS_NAME' | 'EVERYTHING' }
  | { readonly person: Person; readonly tells: 'ID' | 'PROFILE' | 'EVERYTHING' };

interface Row {
  readonly tenant: string | null;
  readonly person: string | null;
  readonly row: Readonly<Record<string, unknown>>;
}

const idPattern = /^[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}$/;
const wordPattern = /[A-Za-z0-9_-]{10,}/g;
const datePattern = /^\d{4}-\d\d-\d\d/;

/** Tables of people, by what says whose a row is. A session's own rows are its person's. */
const personal: Readonly<Record<string, string>> = {
  person: 'select null as tenant, id as person, to_jsonb(t) as row from person t',
  session: ofPerson('session'),
  passkey: ofPerson('passkey'),
  recovery_code: ofPerson('recovery_code'),
  linked_account: ofPerson('linked_account'),
  refresh_token:
    'select null as tenant, s.person_id as person, to_jsonb(t) as row from refresh_token t join session s on s.id = t.session_id',
};

function ofPerson(table: string): string {
  return `select null as tenant, person_id as person, to_jsonb(t) as row from ${table} t`;
}

/** Every text that belongs to one community, or to one person, and to nobody else: what must not get about. */
export class Possessions {
  readonly #owners = new Map<string, Owner | 'SEVERAL'>();

  private constructor(private readonly world: LeakWorld) {}

  /** Reads every table there is. Throws when a tenant's table has nothing of some community: then nothing of it could leak. */
  static async read(world: LeakWorld): Promise<Possessions> {
    const possessions = new Possessions(world);
    for (const { door, name: service } of world.all) {
      for (const table of door.tenantTables) {
        const rows = await door.rows<Row>(
          `select tenant_id as tenant, null as person, to_jsonb(t) as row from ${table} t`,
        );
        possessions.#requireAll(`${service}.${table}`, rows);
        for (const row of rows) possessions.#addRow(table, row);
      }
      for (const [table, statement] of service === 'identity' ? Object.entries(personal) : [])
        for (const row of await door.rows<Row>(statement)) possessions.#addRow(table, row);
    }
    for (const key of communityKeys)
      for (const content of world.facts.things[key].content)
        possessions.#add(content, { community: key, tells: 'EVERYTHING' });
    return possessions;
  }

  /** Whether a text names something that somebody may not know of. */
  isForbidden(knower: Knower, text: string): boolean {
    const owner = this.#owners.get(text);
    if (owner === undefined || owner === 'SEVERAL') return false;
    if ('community' in owner) {
      const known = mayKnow(knower, owner.community);
      return known === 'NOTHING' || (known === 'ITS_NAME' && owner.tells === 'EVERYTHING');
    }
    const order = ['NOTHING', 'ID', 'PROFILE', 'EVERYTHING'];
    return order.indexOf(mayKnowPerson(knower, owner.person)) < order.indexOf(owner.tells);
  }

  /** Whether a text was there before anybody asked anything. */
  has(text: string): boolean {
    return this.#owners.has(text);
  }

  /** What an answer tells somebody that they may not know, without what they are known to have said themselves. */
  leaksTo(knower: Knower, answer: string, said: ReadonlySet<string>): readonly string[] {
    return [...new Set(wordsOf(answer))].filter((word) => !said.has(word) && this.isForbidden(knower, word));
  }

  #requireAll(table: string, rows: readonly Row[]): void {
    for (const key of communityKeys)
      if (!rows.some(({ tenant }) => tenant === this.world.facts.ids[key]))
        throw new Error(
          `${table} has no row of ${key}: write one in test/leaks/seeds, so that it could leak`,
        );
  }

  #addRow(table: string, { tenant, person, row }: Row): void {
    const { ids, people } = this.world.facts;
    const community = communityKeys.find((key) => ids[key] === tenant);
    const owned = people.find(({ id }) => id === person);
    for (const [column, value] of Object.entries(row))
      for (const word of wordsIn(value)) {
        if (idPattern.test(word) && column !== (ownIds[table] ?? 'id')) continue;
        if (community !== undefined)
          this.#add(word, { community, tells: table === 'community' ? 'ITS_NAME' : 'EVERYTHING' });
        if (owned !== undefined) this.#add(word, { person: owned, tells: toldOf(table, column) });
      }
  }

  #add(word: string, owner: Owner): void {
    const known = this.#owners.get(word);
    const isSame =
      known === undefined ||
      (known !== 'SEVERAL' &&
        JSON.stringify({ ...known, tells: '' }) === JSON.stringify({ ...owner, tells: '' }));
    this.#owners.set(word, isSame ? (known ?? owner) : 'SEVERAL');
  }
}

/** Where a row's own id is not in `id`; ids in other columns are of what it refers to. */
const ownIds: Readonly<Record<string, string>> = { device_standing: 'device_id' };

function toldOf(table: string, column: string): 'ID' | 'PROFILE' | 'EVERYTHING' {
  if (table !== 'person') return 'EVERYTHING';
  return column === 'id' ? 'ID' : 'PROFILE';
}

function wordsIn(value: unknown): readonly string[] {
  if (typeof value === 'string')
    return datePattern.test(value) ? [] : [value, ...(value.match(wordPattern) ?? [])];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(wordsIn);
}

/** The words of an answer, and those in what it wraps: cursors are base64url. */
export function wordsOf(answer: string): readonly string[] {
  const words = answer.match(wordPattern) ?? [];
  const wrapped = words.flatMap(
    (word) => Buffer.from(word, 'base64url').toString('latin1').match(wordPattern) ?? [],
  );
  return [...words, ...wrapped];
}
