import { policyKinds, thingTypes, type PolicyKind, type ThingType } from '@ai-collective/contracts';
import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { HeldGrantType } from './RoleTypes.js';

const PolicyKindEnum = Object.fromEntries(policyKinds.map((kind) => [kind, kind])) as Record<
  PolicyKind,
  PolicyKind
>;

registerEnumType(PolicyKindEnum, {
  name: 'PolicyKind',
  description: 'Where a policy comes from.',
  valuesConfig: {
    RAIL: { description: 'The platform: it forbids, and no community can lift it.' },
    ROLE: { description: 'A role.' },
    COMMUNITY: { description: 'The community itself.' },
    PARENT: {
      description: 'A community that it lies in; of its policies, those that forbid bind this one too.',
    },
  },
});

const ThingTypeEnum = Object.fromEntries(thingTypes.map((type) => [type, type])) as Record<
  ThingType,
  ThingType
>;

registerEnumType(ThingTypeEnum, {
  name: 'DecisionThingType',
  description: 'What single things decisions can be about.',
  valuesConfig: {
    Fleet: { description: 'A fleet.' },
    Model: { description: 'A model.' },
    Blob: { description: 'A blob.' },
  },
});

@InputType('DecisionThingInput', { description: 'One thing of the community that a decision is about.' })
export class DecisionThingInput {
  @Field(() => ThingTypeEnum, { description: 'What it is.' })
  readonly type!: ThingType;

  @Field(() => ID, { description: 'Its id; of a blob its CID.' })
  readonly id!: string;
}

@ArgsType()
export class ExplainDecisionArgs {
  @Field(() => String, { description: 'The permission, such as jobs:submit.' })
  readonly permission!: string;

  @Field(() => ID, { nullable: true, description: 'The member; the viewer unless given.' })
  readonly personId!: string | null;

  @Field(() => DecisionThingInput, {
    nullable: true,
    description: 'One thing; the community as a whole unless given.',
  })
  readonly about!: DecisionThingInput | null;
}

@ObjectType('DeterminingPolicy', { description: 'A policy that determined a decision.' })
export class DeterminingPolicyType {
  @Field(() => ID, { description: 'For example role:DEVELOPER, rail:scopes or community:no-guests.' })
  readonly id!: string;

  @Field(() => PolicyKindEnum, { description: 'Where it comes from.' })
  readonly kind!: PolicyKind;

  @Field(() => String, { description: "What it says, in Cedar's language." })
  readonly text!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The proposal that enacted it; null when none did, as for what comes with the platform.',
  })
  readonly proposalId!: string | null;
}

@ObjectType('Explanation', { description: 'What is decided, and why.' })
export class ExplanationType {
  @Field(() => Boolean, { description: 'Whether it is allowed.' })
  readonly allowed!: boolean;

  @Field(() => String, { description: 'The permission, such as jobs:submit.' })
  readonly permission!: string;

  @Field(() => Int, { description: "The version of the community's policy that is in force." })
  readonly policyVersion!: number;

  @Field(() => [DeterminingPolicyType], {
    description: 'The policies that determine it; none when it is refused because none permits it.',
  })
  readonly policies!: readonly DeterminingPolicyType[];

  @Field(() => [HeldGrantType], {
    description:
      'The granted roles that carry it; none when it is refused, or when a role of the membership carries it alone.',
  })
  readonly grants!: readonly HeldGrantType[];
}
