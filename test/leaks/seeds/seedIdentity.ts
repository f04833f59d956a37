import { newId, type BuiltInRole } from '@ai-collective/contracts';
import { communityKeys, parents, type CommunityKey, type Person } from '../communities.js';
import { mark } from '../Facts.js';
import type { OwnerDoor } from '../OwnerDoor.js';
import type { Random } from '../Random.js';

const rolesOfPeople: readonly BuiltInRole[] = [
  'OWNER',
  'ADMIN',
  'OPERATOR',
  'DEVELOPER',
  'MEMBER',
  'AUDITOR',
  'GUEST',
];

/** Who there is: somebody of each role in each community, and one who belongs to two that have nothing to do with each other. */
export function newPeople(): readonly Person[] {
  const people = communityKeys.flatMap((home) =>
    rolesOfPeople.map((role) => ({
      id: newId('person'),
      name: mark(home, `person-${role.toLowerCase()}`),
      home,
      roles: { [home]: [role] },
    })),
  );
  const roles = { alder: ['MEMBER'], dogwood: ['MEMBER'] } as const;
  return [
    ...people,
    { id: newId('person'), name: mark('dogwood', 'person-of-both'), home: 'dogwood', roles },
  ];
}

interface Seeding {
  readonly door: OwnerDoor;
  readonly random: Random;
  readonly ids: Readonly<Record<CommunityKey, string>>;
  readonly people: readonly Person[];
  /** A secret's digest that an invitation of each community has. */
  readonly invitationDigests: Readonly<Record<CommunityKey, string>>;
}

const now = new Date().toISOString();
const later = new Date(Date.now() + 30 * 24 * 3_600_000).toISOString();

/** Something of each community in every table of identity. */
export async function seedIdentity(seeding: Seeding): Promise<void> {
  await seedCommunities(seeding);
  await seedPeople(seeding);
  for (const community of communityKeys) await seedThings(seeding, community);
}

async function seedCommunities({ door, ids }: Seeding): Promise<void> {
  await door.insert(
    'community',
    communityKeys.map((key) => {
      const parent = parents[key];
      const parent_id = parent === null ? null : ids[parent];
      return {
        id: ids[key],
        slug: mark(key, 'place'),
        name: mark(key, 'name-of-it'),
        parent_id,
        created_at: now,
      };
    }),
  );
}

async function seedPeople({ door, random, ids, people }: Seeding): Promise<void> {
  await door.insert(
    'person',
    people.map(({ id, name, home }) => ({
      id,
      name,
      email: `${name}@example.org`,
      home_community_id: ids[home],
      created_at: now,
    })),
  );
  const memberships = people.flatMap(({ id, roles }) =>
    communityKeys.flatMap((key) => {
      const held = roles[key];
      return held === undefined ? [] : [{ tenant_id: ids[key], person_id: id, roles: held }];
    }),
  );
  await door.insert(
    'membership',
    memberships.map((each) => ({ id: newId('membership'), created_at: now, ...each })),
  );
  await seedCredentials({ door, random, ids, people });
}

/** What people sign in with. */
async function seedCredentials({
  door,
  random,
  ids,
  people,
}: Omit<Seeding, 'invitationDigests'>): Promise<void> {
  const sessions = people.map(({ id, home }) => ({
    id: newId('session'),
    person_id: id,
    community_id: ids[home],
    method: 'LINK',
    secret_digest: random.secret(),
    created_at: now,
    expires_at: later,
  }));
  await door.insert('session', sessions);
  await door.insert(
    'refresh_token',
    sessions.map(({ id }) => ({
      id: newId('refreshToken'),
      session_id: id,
      secret_digest: random.secret(),
      created_at: now,
      expires_at: later,
    })),
  );
  const owned = people.map(({ id, name }) => ({ person_id: id, name }));
  await door.insert(
    'passkey',
    owned.map(({ person_id, name }) => ({
      id: newId('passkey'),
      person_id,
      credential_id: random.secret(),
      public_key: random.secret(),
      sign_count: 0,
      transports: [],
      backed_up: false,
      name: `${name}-passkey`,
      created_at: now,
    })),
  );
  await door.insert(
    'recovery_code',
    owned.map(({ person_id }) => ({ code_digest: random.secret(), person_id, created_at: now })),
  );
  await door.insert(
    'linked_account',
    owned.map(({ person_id, name }) => ({
      id: newId('linkedAccount'),
      person_id,
      issuer: 'https://issuer.example',
      subject: `${name}-subject`,
      linked_at: now,
      used_at: now,
    })),
  );
}

async function seedThings(seeding: Seeding, community: CommunityKey): Promise<void> {
  const { door, random, ids, people } = seeding;
  const tenant_id = ids[community];
  const owner = people.find(({ home }) => home === community)?.id ?? '';
  const made = { tenant_id, created_by: owner, created_at: now };
  await door.insert('api_key', [
    {
      ...made,
      ...apiKey(seeding, `${community}-admin`),
      roles: ['ADMIN'],
      scopes: null,
      person_id: null,
      expires_at: null,
    },
    {
      ...made,
      ...apiKey(seeding, `${community}-scoped`),
      roles: ['DEVELOPER'],
      scopes: ['models:read', 'jobs:read', 'blobs:read'],
      person_id: null,
      expires_at: later,
    },
    {
      ...made,
      ...apiKey(seeding, `${community}-personal`),
      roles: ['OWNER'],
      scopes: null,
      person_id: owner,
      expires_at: later,
    },
  ]);
  const role = {
    id: newId('role'),
    name: mark(community, 'role'),
    description: mark(community, 'role-text'),
  };
  await door.insert('custom_role', [{ ...made, ...role, permissions: ['jobs:read'], changed_at: now }]);
  await door.insert(
    'role_grant',
    people
      .filter(({ home }) => home === community)
      .map(({ id }) => ({
        ...{ ...made, id: newId('grant'), subject_id: id, role: role.id, custom_role_id: role.id },
        ...{ scope_type: 'BLOBS', scope_value: mark(community, 'blobs') },
      })),
  );
  await door.insert(
    'device',
    ['laptop', 'server'].map((what) => ({
      id: newId('device'),
      tenant_id,
      fleet_id: newId('fleet'),
      owner_id: owner,
      name: mark(community, `device-${what}`),
      public_key: random.secret(),
      status: 'ENROLLED',
      enrolled_at: now,
    })),
  );
  await door.insert('sign_in_code', [
    { ...made, code_digest: random.secret(), person_id: owner, expires_at: later },
  ]);
  await door.insert('invitation', [
    {
      ...made,
      id: newId('invitation'),
      code_digest: seeding.invitationDigests[community],
      roles: ['GUEST'],
      email: `${mark(community, 'invited')}@example.org`,
      uses: 100,
      used: 0,
      expires_at: later,
    },
  ]);
  await door.insert('trusted_issuer', [
    {
      ...made,
      id: newId('trustedIssuer'),
      issuer: `https://${mark(community, 'issuer')}.example`,
      client_id: mark(community, 'client'),
      display_name: mark(community, 'issuer-name'),
      email_domains: [`${mark(community, 'domain')}.example`],
      default_roles: ['GUEST'],
      changed_at: now,
    },
  ]);
}

function apiKey({ random }: Seeding, what: string) {
  return { id: newId('apiKey'), name: `zq-${what}-key`, secret_digest: random.secret() };
}
