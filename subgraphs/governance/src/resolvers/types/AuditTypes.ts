import { Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from 'type-graphql';
import { auditFlaws, type AuditFlaw } from '../../operations/verifyAudit.js';

@ObjectType('AuditRecord', { description: 'One thing that happened, with its place in the log.' })
export class AuditRecordType {
  @Field(() => ID, { description: 'For example evt_01k9…' })
  readonly id!: string;

  @Field(() => Number, { description: 'Its place in the log, counted from 1.' })
  readonly sequence!: number;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it happened.' })
  readonly at!: Date | null;

  @Field(() => String, { nullable: true, description: 'The service that recorded it.' })
  readonly service!: string | null;

  @Field(() => ID, { nullable: true, description: 'Who did it.' })
  readonly subject!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What kind of principal that is: PERSON, SERVICE, DEVICE, GATEWAY or ANONYMOUS.',
  })
  readonly subjectKind!: string | null;

  @Field(() => String, { description: 'What was done, for example jobs:submit.' })
  readonly action!: string;

  @Field(() => String, { nullable: true, description: 'The type of what it was done to.' })
  readonly resourceType!: string | null;

  @Field(() => String, { nullable: true, description: 'The id of what it was done to.' })
  readonly resourceId!: string | null;

  @Field(() => String, { nullable: true, description: 'ALLOWED, DENIED or RECORDED.' })
  readonly outcome!: string | null;

  @Field(() => Number, { nullable: true, description: 'The policy version it was decided under.' })
  readonly policyVersion!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The whole record as canonical JSON: the bytes that are hashed.',
  })
  readonly body!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What is hashed before the body, hex, so that nobody finds out the one from the commitment.',
  })
  readonly salt!: string | null;

  @Field(() => String, {
    description: 'SHA-256 of salt and body, hex: the leaf of the tree, which stays when these are erased.',
  })
  readonly commitment!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it came into the log.' })
  readonly appendedAt!: Date;

  @Field(() => Boolean, { description: 'Whether what it said was erased; then all of that is null.' })
  readonly isErased!: boolean;
}

const flawNames = Object.fromEntries(auditFlaws.map((flaw) => [flaw, flaw])) as Readonly<
  Record<AuditFlaw, AuditFlaw>
>;
registerEnumType(flawNames, {
  name: 'AuditFlaw',
  description: 'What is wrong with a log.',
  valuesConfig: {
    MISSING: { description: 'A record is not there.' },
    CHANGED: { description: 'A record says something else than was appended.' },
    TREE: { description: 'The tree that is kept has another leaf there.' },
    SIGNED: { description: 'What was signed was another log, from there on or further on.' },
    CUT: { description: 'The records end there, and those that were signed go on.' },
  },
});

@ObjectType('AuditVerdict', { description: 'What a walk along a whole log found.' })
export class AuditVerdictType {
  @Field(() => Boolean, { description: 'Whether every record is what was once appended.' })
  readonly intact!: boolean;

  @Field(() => Number, { description: 'How many records were checked and found right.' })
  readonly records!: number;

  @Field(() => String, { description: 'The root of the tree over them (RFC 6962), hex.' })
  readonly rootHash!: string;

  @Field(() => Number, {
    nullable: true,
    description: 'The place of the first record with which something is wrong.',
  })
  readonly brokenAt!: number | null;

  @Field(() => flawNames, { nullable: true, description: 'What is wrong there.' })
  readonly flaw!: AuditFlaw | null;
}

@ObjectType('AuditCheckpoint', {
  description: 'What was signed of a log: that it holds this, and goes on from what was signed before.',
})
export class AuditCheckpointType {
  @Field(() => Number, { description: 'How many records it has.' })
  readonly size!: number;

  @Field(() => String, { description: 'The root of the tree over them (RFC 6962), hex.' })
  readonly rootHash!: string;

  @Field(() => String, {
    description: 'The same as a signed note (C2SP tlog-checkpoint), to be verified with the key.',
  })
  readonly note!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was signed.' })
  readonly signedAt!: Date;

  @Field(() => String, {
    description: 'The key of this installation, as notes name it: compare it with the one you were given.',
  })
  readonly key!: string;
}

@ObjectType('AuditProof', { description: 'Hashes that prove something of a tree (RFC 6962).' })
export class AuditProofType {
  @Field(() => Number, { description: 'Records of the tree it is about.' })
  readonly size!: number;

  @Field(() => [String], { description: 'The hashes, hex, in the order in which they are used.' })
  readonly hashes!: readonly string[];
}
