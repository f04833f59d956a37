import type { BuiltInRole } from '@ai-collective/contracts';
import { Field, GraphQLISODateTime, ID, InputType, ObjectType } from 'type-graphql';
import { Role } from './Role.js';

@ObjectType('TrustedIssuer', {
  description:
    'An OpenID Connect issuer that a community lets sign people in. Its client secret is never shown.',
})
export class TrustedIssuerType {
  @Field(() => ID, { description: 'For example iss_01k9…' })
  readonly id!: string;

  @Field(() => String, { description: 'Its address, as its own metadata says.' })
  readonly issuer!: string;

  @Field(() => String, { description: 'Who the community is to the issuer.' })
  readonly clientId!: string;

  @Field(() => Boolean, { description: 'Whether the community proves that with a secret.' })
  readonly hasClientSecret!: boolean;

  @Field(() => String, { description: 'What people know it as.' })
  readonly displayName!: string;

  @Field(() => [String], {
    description: 'Only people with a proven e-mail address of these domains get in; none: everybody.',
  })
  readonly emailDomains!: readonly string[];

  @Field(() => [Role], { description: 'What people who are new may do; none: nobody new gets in.' })
  readonly defaultRoles!: readonly BuiltInRole[];

  @Field(() => String, { description: 'The redirect URI to register at the issuer.' })
  readonly redirectUri!: string;

  @Field(() => GraphQLISODateTime, { description: 'Since when it is trusted.' })
  readonly createdAt!: Date;
}

@ObjectType('LinkedAccount', { description: 'An account at an issuer with which the caller signs in.' })
export class LinkedAccountType {
  @Field(() => ID, { description: 'For example lnk_01k9…' })
  readonly id!: string;

  @Field(() => String, { description: "The issuer's address." })
  readonly issuer!: string;

  @Field(() => String, { description: 'The name of the account there, for machines.' })
  readonly subject!: string;

  @Field(() => GraphQLISODateTime, { description: 'Since when it is linked.' })
  readonly linkedAt!: Date;

  @Field(() => GraphQLISODateTime, { description: 'When somebody last signed in with it.' })
  readonly usedAt!: Date;
}

@InputType({ description: 'An issuer to trust. Trusting it again replaces everything said here before.' })
export class TrustIssuerInput {
  @Field(() => String, {
    description: 'Its address, https; where `/.well-known/openid-configuration` begins.',
  })
  readonly issuer!: string;

  @Field(() => String, { description: 'The client that was registered there for this community.' })
  readonly clientId!: string;

  @Field(() => String, { nullable: true, description: "The client's secret; left out for a public client." })
  readonly clientSecret?: string | null;

  @Field(() => String, { description: 'What people know it as, 100 characters at most.' })
  readonly displayName!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Lets in only people with a proven e-mail address of these domains, 20 at most.',
  })
  readonly emailDomains?: string[] | null;

  @Field(() => [Role], {
    nullable: true,
    description:
      'What people who are new may do, never OWNER; left out, only members get in, with accounts they linked.',
  })
  readonly defaultRoles?: BuiltInRole[] | null;
}
