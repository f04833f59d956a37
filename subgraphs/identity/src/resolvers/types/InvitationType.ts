import type { BuiltInRole } from '@ai-collective/contracts';
import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { InvitationStatus as Status } from '../../rules/invitations.js';
import { Role } from './Role.js';

/** Whether an invitation can be accepted, as a GraphQL enum. */
export const InvitationStatus = {
  OPEN: 'OPEN',
  EXPIRED: 'EXPIRED',
  REVOKED: 'REVOKED',
  USED_UP: 'USED_UP',
} as const satisfies Readonly<Record<Status, Status>>;

registerEnumType(InvitationStatus, {
  name: 'InvitationStatus',
  description: 'Whether an invitation can be accepted.',
  valuesConfig: {
    OPEN: { description: 'It can be accepted, as long as its maker may give its roles.' },
    EXPIRED: { description: 'Its time is over.' },
    REVOKED: { description: 'It was withdrawn.' },
    USED_UP: { description: 'As many people as may have accepted it.' },
  },
});

@ObjectType('Invitation', { description: 'A link with which people join the community.' })
export class InvitationType {
  @Field(() => ID, { description: 'For example inv_01k9…' })
  readonly id!: string;

  @Field(() => [Role], { description: 'What those who accept may do.' })
  readonly roles!: readonly BuiltInRole[];

  @Field(() => String, {
    nullable: true,
    description: 'For whom it was meant, if that was said; forgotten when it is used up or withdrawn.',
  })
  readonly email!: string | null;

  @Field(() => Int, { description: 'How many people may accept it.' })
  readonly uses!: number;

  @Field(() => Int, { description: 'How many have accepted it.' })
  readonly used!: number;

  @Field(() => ID, { description: 'The person or API key that made it.' })
  readonly createdBy!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was made.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime, { description: 'From when it is void.' })
  readonly expiresAt!: Date;

  @Field(() => InvitationStatus, { description: 'Whether it can be accepted.' })
  readonly status!: Status;
}

@ObjectType('NewInvitation', { description: 'An invitation that was just made.' })
export class NewInvitationType {
  @Field(() => InvitationType, { description: 'The invitation.' })
  readonly invitation!: InvitationType;

  @Field(() => String, { description: 'The address to send. It cannot be shown again.' })
  readonly url!: string;
}
