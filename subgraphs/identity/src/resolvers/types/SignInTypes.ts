import { Field, GraphQLISODateTime, Int, ObjectType } from 'type-graphql';
import { CommunityType } from './CommunityType.js';
import { PersonType } from './PersonType.js';

@ObjectType('SignInLink', {
  description: 'A link that signs one person in, once. Whoever opens it becomes that person.',
})
export class SignInLinkType {
  @Field(() => String, { description: 'The address to open. It cannot be shown again.' })
  readonly url!: string;

  @Field(() => GraphQLISODateTime, { description: 'From when the link is void.' })
  readonly expiresAt!: Date;
}

@ObjectType('Session', { description: 'A person who has just signed in.' })
export class SessionType {
  @Field(() => String, { description: 'Goes into the Authorization header as a bearer token.' })
  readonly accessToken!: string;

  @Field(() => GraphQLISODateTime, { description: 'From when the access token is void.' })
  readonly expiresAt!: Date;

  @Field(() => PersonType, { description: 'Who signed in.' })
  readonly person!: PersonType;

  @Field(() => CommunityType, {
    nullable: true,
    description: 'The community entered when no other is chosen.',
  })
  readonly community!: CommunityType | null;
}

@ObjectType('SignedOut', { description: 'The end of sessions.' })
export class SignedOutType {
  @Field(() => Int, { description: 'How many sessions were ended.' })
  readonly sessions!: number;
}
