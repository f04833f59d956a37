import { Field, GraphQLISODateTime, ID, ObjectType } from 'type-graphql';

@ObjectType('AuditRecord', { description: 'One thing that happened, with its place in the hash chain.' })
export class AuditRecordType {
  @Field(() => ID, { description: 'For example evt_01k9…' })
  readonly id!: string;

  @Field(() => Number, { description: 'Its place in the log, counted from 1.' })
  readonly sequence!: number;

  @Field(() => GraphQLISODateTime, { description: 'When it happened.' })
  readonly at!: Date;

  @Field(() => String, { description: 'The service that recorded it.' })
  readonly service!: string;

  @Field(() => ID, { description: 'Who did it.' })
  readonly subject!: string;

  @Field(() => String, {
    description: 'What kind of principal that is: PERSON, SERVICE, DEVICE, GATEWAY or ANONYMOUS.',
  })
  readonly subjectKind!: string;

  @Field(() => String, { description: 'What was done, for example jobs:submit.' })
  readonly action!: string;

  @Field(() => String, { description: 'The type of what it was done to.' })
  readonly resourceType!: string;

  @Field(() => String, { description: 'The id of what it was done to.' })
  readonly resourceId!: string;

  @Field(() => String, { description: 'ALLOWED, DENIED or RECORDED.' })
  readonly outcome!: string;

  @Field(() => Number, { description: 'The policy version it was decided under.' })
  readonly policyVersion!: number;

  @Field(() => String, { description: 'The whole record as canonical JSON: the bytes that are hashed.' })
  readonly body!: string;

  @Field(() => String, { description: 'The hash of the record before it, SHA-256 in hex.' })
  readonly previousHash!: string;

  @Field(() => String, {
    description: 'SHA-256 of its place, the hash before it and its body, each on a line.',
  })
  readonly hash!: string;
}

@ObjectType('AuditVerdict', { description: 'What a walk along the whole hash chain found.' })
export class AuditVerdictType {
  @Field(() => Boolean, { description: 'Whether every record is what was once appended.' })
  readonly intact!: boolean;

  @Field(() => Number, { description: 'How many records were checked and found right.' })
  readonly records!: number;

  @Field(() => String, { description: 'The hash of the last of them.' })
  readonly headHash!: string;

  @Field(() => Number, {
    nullable: true,
    description: 'The place of the first record that is wrong or missing.',
  })
  readonly brokenAt!: number | null;
}
