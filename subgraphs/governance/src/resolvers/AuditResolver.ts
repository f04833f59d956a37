import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { listAudit } from '../operations/listAudit.js';
import type { Services } from '../operations/Services.js';
import { verifyAudit } from '../operations/verifyAudit.js';
import { connectionOf, pageRequest } from './connectionOf.js';
import { toAuditRecord } from './toAuditRecord.js';
import { AuditRecordType, AuditVerdictType } from './types/AuditTypes.js';
import { AuditRecordConnection } from './types/connections.js';
import { AuditRecordsArguments } from './types/PageArguments.js';

@Resolver(() => AuditRecordType)
export class AuditResolver {
  constructor(private readonly services: Services) {}

  @Requires('audit:read')
  @Query(() => AuditRecordConnection, {
    description: "The community's audit log, newest first. Needs audit:read.",
  })
  async auditRecords(
    @Ctx() context: SubgraphContext,
    @Args(() => AuditRecordsArguments) { first, after, action }: AuditRecordsArguments,
  ): Promise<AuditRecordConnection> {
    const page = await listAudit(this.services, context, {
      ...pageRequest(first, after),
      action: action ?? null,
    });
    return connectionOf(page, after, { position: ({ sequence }) => sequence, node: toAuditRecord });
  }

  @Requires('audit:read')
  @Query(() => AuditVerdictType, {
    description: "Recomputes every hash of the community's audit log. Needs audit:read.",
  })
  async auditVerdict(@Ctx() context: SubgraphContext): Promise<AuditVerdictType> {
    const { intact, head, brokenAt } = await verifyAudit(this.services, context);
    return { intact, records: head.sequence, headHash: head.hash, brokenAt };
  }
}
