import { Directive, Field, ObjectType } from 'type-graphql';
import { AuditRecordType } from './AuditTypes.js';
import { PolicyType } from './PolicyTypes.js';

@ObjectType({ description: 'Where a page of a list begins and ends.' })
@Directive('@shareable')
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more after this page.' })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether there is something before this page.' })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the first entry; null when the page is empty.',
  })
  readonly startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last entry; null when the page is empty.',
  })
  readonly endCursor!: string | null;
}

@ObjectType({ description: 'A policy in a list.' })
export class PolicyEdge {
  @Field(() => PolicyType, { description: 'The policy.' })
  readonly node!: PolicyType;

  @Field(() => String, { description: 'Its place in the list.' })
  readonly cursor!: string;
}

@ObjectType({ description: 'A page of policies.' })
export class PolicyConnection {
  @Field(() => [PolicyEdge], { description: 'The policies.' })
  readonly edges!: readonly PolicyEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

@ObjectType({ description: 'An audit record in a list.' })
export class AuditRecordEdge {
  @Field(() => AuditRecordType, { description: 'The record.' })
  readonly node!: AuditRecordType;

  @Field(() => String, { description: 'Its place in the list.' })
  readonly cursor!: string;
}

@ObjectType({ description: 'A page of audit records.' })
export class AuditRecordConnection {
  @Field(() => [AuditRecordEdge], { description: 'The records.' })
  readonly edges!: readonly AuditRecordEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}
