import { Directive, Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from 'type-graphql';

/** The states of a device as a GraphQL enum. */
export const DeviceStatus = { ENROLLED: 'ENROLLED', REVOKED: 'REVOKED' } as const;

registerEnumType(DeviceStatus, {
  name: 'DeviceStatus',
  description: 'Whether a device may run tasks.',
  valuesConfig: {
    ENROLLED: { description: 'It may connect and run tasks.' },
    REVOKED: { description: 'It is shut out for good.' },
  },
});

@ObjectType('Device', {
  description: 'A machine that runs tasks for a fleet and signs what it does with its own key.',
})
@Directive('@key(fields: "id")')
export class DeviceType {
  @Field(() => ID, { description: 'For example dev_01k9…' })
  readonly id!: string;

  @Field(() => String, { description: 'What its owner calls it.' })
  readonly name!: string;

  @Field(() => ID, { description: 'The fleet it works for.' })
  readonly fleetId!: string;

  @Field(() => ID, { description: 'The person or API key that enrolled it.' })
  readonly ownerId!: string;

  @Field(() => Boolean, {
    description:
      'Whether an operator vouches for it, so that its results are taken without a second opinion. A device that a ' +
      'manager of devices lets in is vouched for; one that a member brings is not.',
  })
  readonly vouched!: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      'Where it stands, as an operator says: a country (ISO 3166-1) or a part of one (ISO 3166-2). null: none said; jobs that ' +
      'are kept to some regions do not run on it.',
  })
  readonly region!: string | null;

  @Field(() => String, { description: 'Its raw Ed25519 public key, base64url.' })
  readonly publicKey!: string;

  @Field(() => DeviceStatus, { description: 'Whether it may run tasks.' })
  readonly status!: keyof typeof DeviceStatus;

  @Field(() => GraphQLISODateTime, { description: 'When it was enrolled.' })
  readonly enrolledAt!: Date;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it was revoked; null when it was not.',
  })
  readonly revokedAt!: Date | null;
}
