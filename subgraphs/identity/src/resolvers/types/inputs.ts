import type { BuiltInRole } from '@ai-collective/contracts';
import { Field, GraphQLISODateTime, ID, InputType, Int } from 'type-graphql';
import { Role } from './Role.js';

@InputType({ description: 'A community to create.' })
export class CreateCommunityInput {
  @Field(() => String, { description: 'Its name for people, 100 characters at most.' })
  readonly name!: string;

  @Field(() => String, {
    description: 'Its name in addresses: 1 to 40 lower-case letters, digits and inner hyphens.',
  })
  readonly slug!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The community it shall lie in; needs community:manage there.',
  })
  readonly parentId?: string | null;
}

@InputType({ description: 'Somebody to add to the community.' })
export class AddMemberInput {
  @Field(() => String, {
    description: 'What the person is called, unless this community keeps an account of theirs.',
  })
  readonly personName!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Their e-mail address; finds the account of a former member, and none that another community keeps.',
  })
  readonly email?: string | null;

  @Field(() => [Role], { description: 'What they may do. Nobody can give more than they hold.' })
  readonly roles!: BuiltInRole[];
}

@InputType({ description: "A member's new roles." })
export class SetMemberRolesInput {
  @Field(() => ID, { description: 'The person.' })
  readonly personId!: string;

  @Field(() => [Role], { description: 'All of their roles from now on.' })
  readonly roles!: BuiltInRole[];
}

@InputType({ description: 'An API key to create.' })
export class CreateApiKeyInput {
  @Field(() => String, { description: 'What it is for, 100 characters at most.' })
  readonly name!: string;

  @Field(() => [Role], { description: 'What it may do. Nobody can give more than they hold.' })
  readonly roles!: BuiltInRole[];

  @Field(() => [String], {
    nullable: true,
    description: 'Limits it to these permissions of its roles, such as jobs:submit.',
  })
  readonly scopes?: string[] | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'From when it is void; left out, it does not expire.',
  })
  readonly expiresAt?: Date | null;
}

@InputType({ description: 'An API key of the caller, with their own roles.' })
export class CreatePersonalApiKeyInput {
  @Field(() => String, { description: 'What it is for, 100 characters at most.' })
  readonly name!: string;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'From when it is void: in 90 days at the latest, and unless given.',
  })
  readonly expiresAt?: Date | null;
}

@InputType({ description: 'An API key to replace by a new one.' })
export class RotateApiKeyInput {
  @Field(() => ID, { description: 'The key to replace.' })
  readonly id!: string;

  @Field(() => Int, {
    defaultValue: 86_400,
    description: 'How long the old key works on, in seconds; 30 days at most.',
  })
  readonly overlapSeconds!: number;
}

@InputType({ description: 'A device to admit to a fleet.' })
export class EnrollDeviceInput {
  @Field(() => ID, { description: 'The fleet it shall work for.' })
  readonly fleetId!: string;

  @Field(() => String, { description: 'What its owner calls it, 100 characters at most.' })
  readonly name!: string;

  @Field(() => String, { description: 'Its raw Ed25519 public key, base64url (43 characters).' })
  readonly publicKey!: string;
}

@InputType({ description: 'A device to give to another fleet or member.' })
export class TransferDeviceInput {
  @Field(() => ID, { description: 'The device.' })
  readonly id!: string;

  @Field(() => ID, { nullable: true, description: 'The fleet it shall work for; left out, the one it has.' })
  readonly fleetId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The person whose it shall be, a member; left out, whose it is.',
  })
  readonly ownerId?: string | null;
}

@InputType({ description: 'An invitation to make.' })
export class CreateInvitationInput {
  @Field(() => [Role], { description: 'What those who accept may do. Nobody can give more than they hold.' })
  readonly roles!: BuiltInRole[];

  @Field(() => Int, {
    defaultValue: 168,
    description: 'For how many hours it can be accepted: 1 to 720, a week unless given.',
  })
  readonly expiresInHours!: number;

  @Field(() => String, {
    nullable: true,
    description: 'For whom it is meant: shown in the list until the invitation ends, and not relied on.',
  })
  readonly email?: string | null;

  @Field(() => Int, { defaultValue: 1, description: 'How many people may accept it: 1 to 100.' })
  readonly uses!: number;
}
