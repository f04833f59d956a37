import { communityKeys, type CommunityKey } from './communities.js';
import type { LeakWorld } from './LeakWorld.js';

/** A digest of the rows of each community in each table. */
export type StateDigests = ReadonlyMap<string, string>;

interface Digest {
  readonly owner: string;
  readonly digest: string;
}

/** Rows of people's own, who may change theirs wherever they are: by the community that keeps the account. */
const ofPeople: Readonly<Record<string, string>> = {
  person: 'select home_community_id as owner, id as person, t::text as row from person t',
  session: joined('session', 't.person_id'),
  passkey: joined('passkey', 't.person_id'),
  recovery_code: joined('recovery_code', 't.person_id'),
  linked_account: joined('linked_account', 't.person_id'),
};

function joined(table: string, person: string): string {
  return `select p.home_community_id as owner, p.id as person, t::text as row from ${table} t join person p on p.id = ${person}`;
}

const digestOf = "md5(string_agg(row, ',' order by row)) as digest";

/** What every community has, but for rows of people who can act in one community, where that is given. */
export async function readDigests(world: LeakWorld, except: CommunityKey): Promise<StateDigests> {
  const digests = new Map<string, string>();
  const acting = world.actingIn(except);
  for (const { door, name: service } of world.all) {
    const statements = [
      ...door.tenantTables.map(
        (table) =>
          [table, `select tenant_id as owner, '' as person, t::text as row from ${table} t`] as const,
      ),
      ...(service === 'identity' ? Object.entries(ofPeople) : []),
    ];
    for (const [table, rows] of statements) {
      const found = await door.rows<Digest>(
        `select owner, ${digestOf} from (${rows}) r where person <> all ($1) group by 1`,
        [acting],
      );
      for (const { owner, digest } of found) {
        const community = communityKeys.find((key) => world.facts.ids[key] === owner);
        if (community !== undefined && community !== except)
          digests.set(`${service}.${table} of ${community}`, digest);
      }
    }
  }
  return digests;
}

/** Which tables of which communities are not as they were. */
export function changesBetween(before: StateDigests, after: StateDigests): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}
