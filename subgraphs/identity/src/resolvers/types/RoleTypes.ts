import { grantScopeTypes, type GrantScopeType } from '@ai-collective/contracts';
import { Field, GraphQLISODateTime, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';

const ScopeTypeEnum = Object.fromEntries(grantScopeTypes.map((type) => [type, type])) as Record<
  GrantScopeType,
  GrantScopeType
>;

registerEnumType(ScopeTypeEnum, {
  name: 'GrantScopeType',
  description: 'Where a granted role holds.',
  valuesConfig: {
    COMMUNITY: { description: 'In the whole community and, of roles that come down, in those inside it.' },
    FLEET: { description: 'For one fleet.' },
    MODEL: { description: 'For one model.' },
    BLOBS: { description: 'For the blobs whose names begin with something.' },
  },
});

@ObjectType('CustomRole', { description: "A set of permissions under a name of the community's own." })
export class CustomRoleType {
  @Field(() => ID, { description: 'For example rol_01k9…; Cedar policies know the role by it.' })
  readonly id!: string;

  @Field(() => String, { description: 'Its name: lower-case letters, digits and hyphens.' })
  readonly name!: string;

  @Field(() => String, { description: 'What it is for.' })
  readonly description!: string;

  @Field(() => [String], { description: 'What it allows, such as jobs:submit.' })
  readonly permissions!: readonly string[];

  @Field(() => ID, { description: 'The person or API key that made it.' })
  readonly createdBy!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was made.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime, { description: 'Since when it allows what it does.' })
  readonly changedAt!: Date;
}

@ObjectType('GrantScope', { description: 'Where a granted role holds.' })
export class GrantScopeObject {
  @Field(() => ScopeTypeEnum, { description: 'What kind of place it is.' })
  readonly type!: GrantScopeType;

  @Field(() => String, {
    nullable: true,
    description: 'The id of the fleet or model, or what names begin with; null for the community.',
  })
  readonly value!: string | null;
}

@ObjectType('RoleGrant', {
  description:
    'A role that a member or an API key was given besides its own, for a part of the community or for a time.',
})
export class RoleGrantType {
  @Field(() => ID, { description: 'For example grt_01k9…' })
  readonly id!: string;

  @Field(() => ID, { description: 'The person or API key that has it.' })
  readonly subjectId!: string;

  @Field(() => ID, { description: 'The name of a built-in role, or the id of one of the community.' })
  readonly role!: string;

  @Field(() => ID, { description: 'The person or API key that gave it, last.' })
  readonly createdBy!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was given, last.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'From when it holds no longer; null when it does not end by itself.',
  })
  readonly expiresAt!: Date | null;
}

@ObjectType('HeldGrant', { description: 'A granted role that holds now in the chosen community.' })
export class HeldGrantType {
  @Field(() => ID, { description: 'The grant; one of an outer community, where it comes down from there.' })
  readonly id!: string;

  @Field(() => ID, { description: 'The name of a built-in role, or the id of a custom one.' })
  readonly role!: string;
}

@InputType('CreateRoleInput', { description: "A role of the community's own to make." })
export class CreateRoleInput {
  @Field(() => String, { description: '1 to 40 lower-case letters, digits and inner hyphens.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for, 500 characters at most.' })
  readonly description!: string | null;

  @Field(() => [String], {
    description: 'What it shall allow, such as jobs:submit; the caller must hold all of it.',
  })
  readonly permissions!: string[];
}

@InputType('ChangeRoleInput', { description: "What a role of the community's own shall be from now on." })
export class ChangeRoleInput {
  @Field(() => ID, { description: 'The role.' })
  readonly id!: string;

  @Field(() => String, { nullable: true, description: 'What it is for, 500 characters at most.' })
  readonly description!: string | null;

  @Field(() => [String], { description: 'What it shall allow, for everybody who has it.' })
  readonly permissions!: string[];
}

@InputType('GrantScopeInput', { description: 'Where a granted role shall hold.' })
export class GrantScopeInput {
  @Field(() => ScopeTypeEnum, { description: 'What kind of place it is.' })
  readonly type!: GrantScopeType;

  @Field(() => String, {
    nullable: true,
    description: 'The id of the fleet or model, or what names shall begin with; none for the community.',
  })
  readonly value!: string | null;
}

@InputType('GrantRoleInput', { description: 'A role to give to somebody.' })
export class GrantRoleInput {
  @Field(() => ID, { description: 'The member (a person) or API key.' })
  readonly subjectId!: string;

  @Field(() => ID, {
    description: 'The name of a built-in role other than OWNER, or the id of one of the community.',
  })
  readonly role!: string;

  @Field(() => GrantScopeInput, {
    nullable: true,
    description: 'Where; in the whole community unless given.',
  })
  readonly scope!: GrantScopeInput | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'From when it shall hold no longer, within a year; left out, it does not end by itself.',
  })
  readonly expiresAt!: Date | null;
}
