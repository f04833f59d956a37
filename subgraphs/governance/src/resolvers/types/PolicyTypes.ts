import { Directive, Field, GraphQLISODateTime, ID, InputType, Int, ObjectType } from 'type-graphql';

@ObjectType('PolicyParameter', { description: 'A number a community sets by policy.' })
export class PolicyParameterType {
  @Field(() => String, { description: 'For example jobs.maxItems.' })
  readonly name!: string;

  @Field(() => String, { description: 'What it limits, and in which unit.' })
  readonly description!: string;

  @Field(() => Number, { description: 'Its value in this policy.' })
  readonly value!: number;

  @Field(() => Number, {
    description:
      'The least it can be set to; of the policy in force, what binds it in the communities around, where they bind it from below.',
  })
  readonly minimum!: number;

  @Field(() => Number, {
    description:
      'The most it can be set to; of the policy in force, no more than in the communities around, which binds it in any case.',
  })
  readonly maximum!: number;

  @Field(() => Number, { description: 'Its value where no policy sets it.' })
  readonly default!: number;
}

@ObjectType('ParameterChange', { description: 'One change of a policy.' })
export class ParameterChangeType {
  @Field(() => String, { description: 'The parameter.' })
  readonly name!: string;

  @Field(() => Number, { description: 'Its new value.' })
  readonly value!: number;
}

@ObjectType('AccessPolicy', { description: "One of a community's own rules of who may do what, in Cedar." })
export class AccessPolicyType {
  @Field(() => String, { description: 'Its name in the community, for example deny-mdl-01k9….' })
  readonly id!: string;

  @Field(() => String, { description: "The rule, in Cedar's language." })
  readonly text!: string;

  @Field(() => ID, { nullable: true, description: 'The proposal that enacted it.' })
  readonly proposalId!: string | null;
}

@ObjectType('Policy', { description: "One version of a community's policy." })
export class PolicyType {
  @Field(() => Int, { description: 'Counts from 1; 0 is the defaults, before anything was set.' })
  readonly version!: number;

  @Field(() => [PolicyParameterType], { description: 'Every parameter, in alphabetical order.' })
  readonly parameters!: readonly PolicyParameterType[];

  @Field(() => [String], {
    nullable: true,
    description:
      'The only regions that jobs may run in: countries (ISO 3166-1) or parts of them (ISO 3166-2); of the policy in force, as ' +
      'far as the communities around allow them. null: anywhere.',
  })
  readonly residency!: readonly string[] | null;

  @Field(() => [AccessPolicyType], { description: "The community's own rules of who may do what." })
  readonly policies!: readonly AccessPolicyType[];

  @Field(() => [ParameterChangeType], { description: 'What this version changed among the parameters.' })
  readonly changes!: readonly ParameterChangeType[];

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it was set; null for version 0.' })
  readonly enactedAt!: Date | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The person or API key that set it, or proposed what was voted on; null for version 0.',
  })
  readonly enactedBy!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The proposal that enacted it; null when somebody set it alone.',
  })
  readonly proposalId!: string | null;

  @Field(() => String, { nullable: true, description: 'SHA-256 of what it says, hex; null for version 0.' })
  readonly digest!: string | null;
}

@InputType({ description: 'One change of a policy.' })
export class ParameterChangeInput {
  @Field(() => String, { description: 'The parameter, for example jobs.maxItems.' })
  readonly name!: string;

  @Field(() => Number, { description: 'Its new value: a whole number within its bounds.' })
  readonly value!: number;
}

@InputType({ description: 'Changes of the policy in force.' })
export class SetPolicyParametersInput {
  @Field(() => Int, {
    description: 'The version the changes are based on; refused when another is in force.',
  })
  readonly baseVersion!: number;

  @Field(() => [ParameterChangeInput], {
    description: 'The changes; each parameter once. May be empty where the residency is given.',
  })
  readonly changes!: readonly ParameterChangeInput[];

  @Field(() => [String], {
    nullable: true,
    description:
      'The only regions that jobs submitted from now on may run in, such as DE or DE-BY, 60 at most; empty: anywhere; absent: as ' +
      'before. A job may ask for fewer.',
  })
  readonly residency?: readonly string[] | null;
}

@ObjectType('Community', { description: 'The part of a community that governance owns.' })
@Directive('@key(fields: "id")')
export class CommunityType {
  @Field(() => ID, { description: 'For example com_01k9…' })
  readonly id!: string;
}
