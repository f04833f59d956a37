import { z } from 'zod';
import { builtInRoles } from './roles.js';

/** A membership as those who keep rolls of voters know it: the value of a message on `identity.members`, keyed by membership id. */
export const memberRecordSchema = z.object({
  membershipId: z.string().min(1),
  communityId: z.string().min(1),
  personId: z.string().min(1),
  roles: z.array(z.enum(builtInRoles)).readonly().describe('empty once the membership has ended'),
  version: z.int().positive().describe('counts the changes of the membership; the highest holds'),
});

export type MemberRecord = Readonly<z.infer<typeof memberRecordSchema>>;
