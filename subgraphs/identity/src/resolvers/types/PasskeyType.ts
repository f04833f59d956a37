import { Field, GraphQLISODateTime, ID, ObjectType } from 'type-graphql';

@ObjectType('Passkey', {
  description:
    'A passkey with which a person signs in: on a device, in a password manager or on a security key.',
})
export class PasskeyType {
  @Field(() => ID, { description: 'For example psk_01k9…' })
  readonly id!: string;

  @Field(() => String, { description: 'What its owner calls it.' })
  readonly name!: string;

  @Field(() => Boolean, {
    description: 'Whether a copy was kept elsewhere, as by a password manager, when it was added.',
  })
  readonly backedUp!: boolean;

  @Field(() => GraphQLISODateTime, { description: 'When it was added.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When somebody last signed in with it; null when never.',
  })
  readonly lastUsedAt!: Date | null;
}

@ObjectType('RecoveryCodes', { description: 'Codes that were just made. They cannot be shown again.' })
export class RecoveryCodesType {
  @Field(() => [String], { description: 'Each signs its person in once, at the sign-in page.' })
  readonly codes!: readonly string[];
}
