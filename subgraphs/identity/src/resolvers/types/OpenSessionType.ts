import { Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from 'type-graphql';
import { signInMethods, type SignInMethod } from '../../entities/Session.js';

/** The ways of signing in as a GraphQL enum. */
const SignInMethodEnum = Object.fromEntries(signInMethods.map((method) => [method, method])) as Readonly<
  Record<SignInMethod, SignInMethod>
>;

const descriptions: Readonly<Record<SignInMethod, string>> = {
  LINK: 'With a one-time sign-in link.',
  PASSKEY: 'With a passkey.',
  RECOVERY_CODE: 'With a recovery code.',
  OIDC: 'With an account of an issuer that the community trusts.',
  INVITATION: 'By accepting an invitation, which opened the account.',
  DEVICE_CODE: 'With a code that was approved on another device.',
};

registerEnumType(SignInMethodEnum, {
  name: 'SignInMethod',
  description: 'How somebody proved who they are.',
  valuesConfig: Object.fromEntries(
    signInMethods.map((method) => [method, { description: descriptions[method] }]),
  ),
});

@ObjectType('OpenSession', { description: 'A browser or terminal in which the viewer is signed in.' })
export class OpenSessionType {
  @Field(() => ID, { description: 'For example ses_01k9…' })
  readonly id!: string;

  @Field(() => SignInMethodEnum, { description: 'How the viewer proved who they are.' })
  readonly method!: SignInMethod;

  @Field(() => GraphQLISODateTime, { description: 'When it began.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime, { description: 'When it ends by itself.' })
  readonly expiresAt!: Date;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it was last used, to the minute; null when it was not used yet.',
  })
  readonly lastUsedAt!: Date | null;

  @Field(() => Boolean, { description: 'Whether it is the one that asks.' })
  readonly current!: boolean;
}
