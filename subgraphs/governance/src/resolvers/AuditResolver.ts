import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import { currentCheckpoint } from '../operations/audit/currentCheckpoint.js';
import { proveContinuation, proveRecord, type Proof } from '../operations/audit/proveRecord.js';
import { listAudit } from '../operations/listAudit.js';
import type { Services } from '../operations/Services.js';
import { verifyAudit } from '../operations/verifyAudit.js';
import { connectionOf, pageRequest } from './connectionOf.js';
import { toAuditRecord } from './toAuditRecord.js';
import {
  AuditCheckpointType,
  AuditProofType,
  AuditRecordType,
  AuditVerdictType,
} from './types/AuditTypes.js';
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
    description:
      "Recomputes every hash of the community's audit log, and holds it against what was signed. Needs audit:read.",
  })
  async auditVerdict(@Ctx() context: SubgraphContext): Promise<AuditVerdictType> {
    const { records, root, broken } = await verifyAudit(this.services, context);
    return {
      intact: broken === null,
      records,
      rootHash: toHex(root),
      brokenAt: broken?.at ?? null,
      flaw: broken?.flaw ?? null,
    };
  }

  @Requires('audit:read')
  @Query(() => AuditCheckpointType, {
    description:
      "What was signed last of the community's audit log, a second behind it at most. Needs audit:read. " +
      'Error codes: NOT_SIGNED_YET.',
  })
  async auditCheckpoint(@Ctx() context: SubgraphContext): Promise<AuditCheckpointType> {
    const { checkpoint, key } = await currentCheckpoint(this.services, context);
    const { size, root, note, signedAt } = checkpoint;
    return { size, rootHash: toHex(root), note, signedAt, key };
  }

  @Requires('audit:read')
  @Query(() => AuditProofType, {
    description:
      'What proves that a record is in the log, at its place (an inclusion proof). Needs audit:read. Error codes: TREE_SIZE_INVALID.',
  })
  async auditInclusionProof(
    @Ctx() context: SubgraphContext,
    @Arg('sequence', () => Number, { description: 'The place of the record, from 1.' }) sequence: number,
    @Arg('size', () => Number, {
      nullable: true,
      description: 'In the tree over so many records, such as a checkpoint has; absent: over all.',
    })
    size?: number | null,
  ): Promise<AuditProofType> {
    return toProof(await proveRecord(this.services, context, { sequence, size: size ?? null }));
  }

  @Requires('audit:read')
  @Query(() => AuditProofType, {
    description:
      'What proves that the log with `to` records goes on from that with `from`: that nothing was changed in between (a ' +
      'consistency proof). Needs audit:read. Error codes: TREE_SIZE_INVALID.',
  })
  async auditConsistencyProof(
    @Ctx() context: SubgraphContext,
    @Arg('from', () => Number, { description: 'Records then.' }) from: number,
    @Arg('to', () => Number, { description: 'Records later.' }) to: number,
  ): Promise<AuditProofType> {
    return toProof(await proveContinuation(this.services, context, { from, to }));
  }
}

function toProof({ size, hashes }: Proof): AuditProofType {
  return { size, hashes: hashes.map(toHex) };
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
