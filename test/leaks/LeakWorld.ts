import { newId, subgraphNames, type SubgraphName } from '@ai-collective/contracts';
import { startTestIdentity } from '../../subgraphs/identity/test/startTestIdentity.js';
import { TestCompute } from '../../subgraphs/compute/test/TestCompute.js';
import { startTestStorage } from '../../subgraphs/storage/test/startTestStorage.js';
import { serveTestGovernance } from '../../subgraphs/governance/test/startTestGovernance.js';
import { communityKeys, rolesIn, type CommunityKey } from './communities.js';
import { collectThings } from './collectThings.js';
import { forEach, type Facts } from './Facts.js';
import { LeakSubgraph } from './LeakSubgraph.js';
import { OwnerDoor } from './OwnerDoor.js';
import { Random } from './Random.js';
import { seedCompute } from './seeds/seedCompute.js';
import { seedGovernance } from './seeds/seedGovernance.js';
import { newPeople, seedIdentity } from './seeds/seedIdentity.js';
import { seedStorage } from './seeds/seedStorage.js';
import { CedarSwitch, type Mode } from './Switches.js';
import { invitationCodes } from './invitationCodes.js';

type Subgraphs = Readonly<Record<SubgraphName, LeakSubgraph>>;

/** All four subgraphs over real databases, with four communities that have something of everything. */
export class LeakWorld {
  private constructor(
    readonly subgraphs: Subgraphs,
    readonly facts: Facts,
    private readonly cedar: CedarSwitch,
  ) {}

  static async open(): Promise<LeakWorld> {
    const cedar = new CedarSwitch();
    const { subgraphs, seed } = await startSubgraphs(cedar);
    const facts = await seed();
    await Promise.all(Object.values(subgraphs).map(({ door }) => door.keep()));
    return new LeakWorld(subgraphs, facts, cedar);
  }

  get all(): readonly LeakSubgraph[] {
    return subgraphNames.map((name) => this.subgraphs[name]);
  }

  /** The ids of the people who can act in a community: as members, or from further up. */
  actingIn(community: CommunityKey): readonly string[] {
    return this.facts.people.filter(({ roles }) => rolesIn(roles, community).length > 0).map(({ id }) => id);
  }

  /** Takes one lock off, or puts both on. Nothing may be under way. */
  async enter(mode: Mode): Promise<void> {
    this.cedar.isOn = mode !== 'without Cedar';
    await Promise.all(this.all.map(({ door }) => door.setRowSecurity(mode !== 'without row-level security')));
  }

  /** Everything as it was in the beginning. */
  async putBack(): Promise<void> {
    await Promise.all(this.all.map(({ door }) => door.putBack()));
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((subgraph) => subgraph.close()));
  }
}

async function startSubgraphs(
  cedar: CedarSwitch,
): Promise<{ readonly subgraphs: Subgraphs; readonly seed: () => Promise<Facts> }> {
  const { authorizing } = cedar;
  const [identity, compute, storage, governance] = await Promise.all([
    startTestIdentity(undefined, { authorizing, level: 'error' }),
    TestCompute.start(authorizing),
    startTestStorage({ authorizing }),
    serveTestGovernance(authorizing),
  ]);
  const doors = {
    identity: await OwnerDoor.open('identity', identity.ownerUrl),
    compute: await OwnerDoor.open('compute', compute.parts.database.ownerUrl),
    storage: await OwnerDoor.open('storage', storage.testDatabase.ownerUrl),
    governance: await OwnerDoor.open('governance', governance.server.ownerUrl),
  };
  const running = {
    identity: {
      url: identity.url,
      passport: identity.passport.bind(identity),
      close: () => identity.close(),
    },
    compute: {
      url: compute.parts.server.url,
      passport: compute.gateway.passport.bind(compute.gateway),
      close: () => compute.close(),
    },
    storage: { url: storage.url, passport: storage.gateway.passport, close: storage.close },
    governance: { url: governance.http.url, passport: governance.gateway.sign, close: governance.close },
  };
  const subgraph = (name: SubgraphName) => new LeakSubgraph({ name, door: doors[name], ...running[name] });
  const subgraphs = Object.fromEntries(subgraphNames.map((name) => [name, subgraph(name)])) as Subgraphs;
  return { subgraphs, seed: () => seedAll({ compute, governance, doors }) };
}

async function seedAll({
  compute,
  governance,
  doors,
}: {
  readonly compute: TestCompute;
  readonly governance: Awaited<ReturnType<typeof serveTestGovernance>>;
  readonly doors: Readonly<Record<SubgraphName, OwnerDoor>>;
}): Promise<Facts> {
  const random = new Random(0);
  const ids = forEach(() => newId('community'));
  const people = newPeople();
  const codes = invitationCodes(random);
  // One unfinished job is there already; with those of others it would be too many.
  for (const key of communityKeys) compute.policies.set(ids[key], { 'jobs.maxUnfinished': 3 });
  await seedIdentity({ door: doors.identity, random, ids, people, invitationDigests: codes.digests });
  const contents: Partial<Record<CommunityKey, readonly string[]>> = {};
  for (const community of communityKeys) {
    const by = people.find(({ home }) => home === community)?.id ?? '';
    const place = { random, community, id: ids[community], by };
    contents[community] = await seedCompute({ ...place, compute, door: doors.compute });
    await seedStorage({ ...place, door: doors.storage });
    const members = people.filter(({ home }) => home === community).map(({ id }) => id);
    await seedGovernance({ ...place, members, governance, door: doors.governance });
  }
  await tellOfFleets(doors);
  const things = await collectThings(doors, ids);
  return {
    ids,
    people,
    things: forEach((key) => ({
      ...things[key],
      invitationCode: [codes.codes[key]],
      content: contents[key] ?? [],
    })),
  };
}

/** Identity knows the fleets of compute, as from the topic that tells of them. */
async function tellOfFleets({ identity, compute }: Readonly<Record<SubgraphName, OwnerDoor>>): Promise<void> {
  const fleets = await compute.rows<Readonly<Record<string, unknown>>>(
    `select id, tenant_id, enrollment_policy as policy, max_devices, max_devices_per_owner,
       enrollment_version as version from fleets`,
  );
  await identity.insert('fleet', fleets);
}
