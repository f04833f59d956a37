import { defaultPolicyParameters, newId } from '@ai-collective/contracts';
import {
  auditRecord,
  type TestGovernanceServer,
} from '../../../subgraphs/governance/test/startTestGovernance.js';
import type { CommunityKey } from '../communities.js';
import { mark } from '../Facts.js';
import type { OwnerDoor } from '../OwnerDoor.js';
import type { Random } from '../Random.js';

interface Seeding {
  readonly governance: TestGovernanceServer;
  readonly door: OwnerDoor;
  readonly random: Random;
  readonly community: CommunityKey;
  readonly id: string;
  readonly by: string;
}

/** As many audit records, and as many versions of a policy, as no other community has. */
const sizes: Readonly<Record<CommunityKey, number>> = { alder: 3, beech: 4, chestnut: 5, dogwood: 6 };

/** A log and the policy versions of a community. */
export async function seedGovernance(seeding: Seeding): Promise<void> {
  const { governance, door, random, community, id, by } = seeding;
  const numbers = Array.from({ length: sizes[community] }, (_, index) => index + 1);
  await governance.append(
    numbers.map((number) =>
      auditRecord(newId('event'), {
        communityId: id,
        actor: { subject: by, kind: 'PERSON' },
        resource: { type: 'Job', id: mark(community, `resource-${number}`) },
      }),
    ),
  );
  await door.insert(
    'policy_version',
    numbers.map((version) => ({
      tenant_id: id,
      version,
      parameters: { ...defaultPolicyParameters, 'jobs.maxItems': 100 + sizes[community] },
      changes: [{ name: 'jobs.maxItems', value: 100 + sizes[community] }],
      enacted_at: new Date(),
      enacted_by: by,
      digest: random.secret(),
    })),
  );
}
