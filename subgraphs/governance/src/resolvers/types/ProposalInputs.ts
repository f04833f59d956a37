import type { ProposalMethod, Secrecy } from '@ai-collective/contracts';
import { Field, ID, InputType, Int } from 'type-graphql';
import type { Position } from '../../rules/proposals/LiveVote.js';
import { positionEnum, proposalMethodEnum, secrecyEnum } from './enums.js';
import { ParameterChangeInput } from './PolicyTypes.js';

@InputType({ description: 'How payments are divided, as weights from 0 to 100.' })
export class PriceSplitInput {
  @Field(() => Int, { description: 'For the owner of the device.' })
  readonly owner!: number;

  @Field(() => Int, { description: 'For the publisher of the model.' })
  readonly publisher!: number;

  @Field(() => Int, { description: 'For the community.' })
  readonly community!: number;
}

@InputType({ description: "A rule of the community's own." })
export class AccessPolicyInput {
  @Field(() => String, { description: 'Its name: 1 to 63 lower-case letters, digits and hyphens.' })
  readonly id!: string;

  @Field(() => String, { description: "One policy in Cedar's language, of 4,000 characters at most." })
  readonly text!: string;
}

@InputType({ description: 'One change of the policy: exactly one of these is given.' })
export class PolicyChangeInput {
  @Field(() => ParameterChangeInput, { nullable: true, description: 'Sets a number.' })
  readonly setParameter?: ParameterChangeInput | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Keeps jobs to regions such as DE or DE-BY; empty: they may run anywhere.',
  })
  readonly setResidency?: readonly string[] | null;

  @Field(() => PriceSplitInput, { nullable: true, description: 'Divides payments otherwise.' })
  readonly setPriceSplit?: PriceSplitInput | null;

  @Field(() => ID, { nullable: true, description: 'Has nobody run this model.' })
  readonly denyModel?: string | null;

  @Field(() => ID, { nullable: true, description: 'Lets a model be run again that was denied.' })
  readonly allowModel?: string | null;

  @Field(() => AccessPolicyInput, { nullable: true, description: 'Adds a rule, or rewrites one.' })
  readonly setAccessPolicy?: AccessPolicyInput | null;

  @Field(() => String, { nullable: true, description: 'Removes a rule, by its name.' })
  readonly removeAccessPolicy?: string | null;
}

@InputType({ description: 'A proposal as its author writes it.' })
export class CreateProposalInput {
  @Field(() => String, { description: 'Of 200 characters at most.' })
  readonly title!: string;

  @Field(() => String, { nullable: true, description: 'Why, in Markdown; 20,000 characters at most.' })
  readonly body?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'What it is about, for delegations: five at most, such as models.',
  })
  readonly topics?: readonly string[] | null;

  @Field(() => proposalMethodEnum, { nullable: true, description: 'FOR_AGAINST unless given.' })
  readonly method?: ProposalMethod | null;

  @Field(() => [String], { nullable: true, description: 'Of a poll: 2 to 100 options.' })
  readonly options?: readonly string[] | null;

  @Field(() => [PolicyChangeInput], {
    nullable: true,
    description: 'What it changes if it passes: 20 changes at most, not of polls.',
  })
  readonly changes?: readonly PolicyChangeInput[] | null;

  @Field(() => secrecyEnum, { nullable: true, description: 'OPEN unless given.' })
  readonly secrecy?: Secrecy | null;
}

@InputType({ description: 'What an option is given.' })
export class OptionValueInput {
  @Field(() => String, { description: 'The option.' })
  readonly option!: string;

  @Field(() => Int, { description: 'A share, or 0 to 10 points.' })
  readonly value!: number;
}

@InputType({ description: 'A ballot: what the method of the vote asks for.' })
export class CastBallotInput {
  @Field(() => ID, { description: 'The proposal.' })
  readonly proposalId!: string;

  @Field(() => positionEnum, { nullable: true, description: 'Of a vote for or against.' })
  readonly position?: Position | null;

  @Field(() => String, { nullable: true, description: 'Single choice: the option.' })
  readonly choice?: string | null;

  @Field(() => [String], { nullable: true, description: 'Approval: the options approved of.' })
  readonly approvals?: readonly string[] | null;

  @Field(() => [OptionValueInput], { nullable: true, description: 'Weighted: shares by option.' })
  readonly weights?: readonly OptionValueInput[] | null;

  @Field(() => [OptionValueInput], { nullable: true, description: 'Score: points by option.' })
  readonly scores?: readonly OptionValueInput[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Instant run-off and Copeland: options, the best first.',
  })
  readonly ranking?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'Why, for others to read: 2,000 characters at most.' })
  readonly reason?: string | null;
}

@InputType({ description: 'What a delegation is for: a proposal, a topic, or everything in the community.' })
export class DelegationScopeInput {
  @Field(() => ID, { nullable: true, description: 'One proposal.' })
  readonly proposalId?: string | null;

  @Field(() => String, { nullable: true, description: 'Every proposal on a topic.' })
  readonly topic?: string | null;
}
