import type { CommunityKey } from '../communities.js';
import { mark } from '../Facts.js';
import type { OwnerDoor } from '../OwnerDoor.js';
import type { Random } from '../Random.js';

interface Seeding {
  readonly door: OwnerDoor;
  readonly random: Random;
  readonly community: CommunityKey;
  readonly id: string;
  readonly by: string;
}

/** Three blobs of a community, as rows. */
export async function seedStorage({ door, random, community, id, by }: Seeding): Promise<void> {
  const bytes = { alder: 11, beech: 13, chestnut: 17, dogwood: 19 }[community];
  for (const what of ['one', 'two', 'three'])
    await door.rows(
      `insert into blobs (tenant_id, cid, bytes, leaf_digests, media_type, name, created_by)
       values ($1, $2, $3, decode(repeat('00', 32), 'hex'), $4, $5, $6)`,
      [id, random.cid(), bytes, `text/${mark(community, 'type')}`, mark(community, `blob-${what}`), by],
    );
}
