import type { BuiltInRole } from '@ai-collective/contracts';
import { Directive, Field, GraphQLISODateTime, ID, ObjectType } from 'type-graphql';
import { Role } from './Role.js';

@ObjectType('ApiKey', {
  description: 'The credential of a program, in one community. Its secret is shown once, when it is made.',
})
@Directive('@key(fields: "id")')
export class ApiKeyType {
  @Field(() => ID, { description: 'For example key_01k9…' })
  readonly id!: string;

  @Field(() => String, { description: 'What it is for.' })
  readonly name!: string;

  @Field(() => [Role], { description: 'What it may do.' })
  readonly roles!: readonly BuiltInRole[];

  @Field(() => [String], {
    nullable: true,
    description:
      'The only permissions of its roles it may use, such as jobs:submit; null when it may use them all.',
  })
  readonly scopes!: readonly string[] | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "The person whose own key it is, and with whose membership it ends; null when it is the community's.",
  })
  readonly personId!: string | null;

  @Field(() => GraphQLISODateTime, { description: 'When it was created.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'From when it is void; null when it does not expire.',
  })
  readonly expiresAt!: Date | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it was revoked; null when it was not.',
  })
  readonly revokedAt!: Date | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it was last used, to the minute; null when never.',
  })
  readonly lastUsedAt!: Date | null;
}

@ObjectType('NewApiKey', { description: 'A key that was just made.' })
export class NewApiKeyType {
  @Field(() => ApiKeyType, { description: 'The key.' })
  readonly apiKey!: ApiKeyType;

  @Field(() => String, { description: 'What the program sends as its credential. It cannot be shown again.' })
  readonly secret!: string;
}
