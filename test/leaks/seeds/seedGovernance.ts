import { defaultPolicyParameters, newId } from '@ai-collective/contracts';
import { signLog } from '../../../subgraphs/governance/src/operations/audit/signLog.js';
import { delegateVote } from '../../../subgraphs/governance/src/operations/delegations/delegateVote.js';
import { castBallots } from '../../../subgraphs/governance/src/operations/proposals/castBallots.js';
import { createProposal } from '../../../subgraphs/governance/src/operations/proposals/createProposal.js';
import { submitProposal } from '../../../subgraphs/governance/src/operations/proposals/submitProposal.js';
import {
  auditRecord,
  callerOf,
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
  /** Who belongs to the community, and votes there. */
  readonly members: readonly string[];
}

/** As many audit records, and as many versions of a policy, as no other community has. */
const sizes: Readonly<Record<CommunityKey, number>> = { alder: 3, beech: 4, chestnut: 5, dogwood: 6 };

/** A log, the policy versions, and the votes of a community. */
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
  await signLog(governance.services, id);
  await seedVotes(seeding);
}

/** A vote under way that one member has voted on, a poll that is not up yet, and a delegation. */
async function seedVotes({ governance, community, id, by, members }: Seeding): Promise<void> {
  const { services } = governance;
  const [delegate = ''] = [...members, newId('person')].filter((member) => member !== by);
  await governance.join(id, [...new Set([by, delegate, ...members])], ['OWNER']);
  const caller = callerOf({ community: id, sub: by });
  const changes = [{ type: 'SET_PARAMETER', name: 'jobs.maxItems', value: 200 + sizes[community] }];
  await delegateVote(services, caller, { to: delegate, scope: { type: 'COMMUNITY' } });
  for (const title of ['vote', 'later']) {
    const text = { title: mark(community, title), body: mark(community, `why-${title}`), changes };
    const { proposal } = await createProposal(services, caller, text);
    if (title === 'later') continue;
    await submitProposal(services, caller, proposal.id);
    const wanted = {
      caller: callerOf({ community: id, sub: delegate }),
      ballot: { choice: 'FOR', reason: mark(community, 'reason') },
    };
    await castBallots(services, { tenantId: id, id: proposal.id }, [wanted]);
  }
}
