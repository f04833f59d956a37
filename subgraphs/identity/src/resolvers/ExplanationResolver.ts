import { Authenticated, type Decision, type SubgraphContext } from '@ai-collective/platform';
import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { explainDecision } from '../operations/explainDecision.js';
import type { Services } from '../operations/Services.js';
import { ExplainDecisionArgs, ExplanationType } from './types/ExplanationType.js';

@Resolver()
export class ExplanationResolver {
  constructor(private readonly services: Services) {}

  @Authenticated()
  @Query(() => ExplanationType, {
    description:
      'What somebody may do in the community, and why. About other members it needs members:read and policies:read. ' +
      'Error codes: MEMBER_NOT_FOUND.',
  })
  explainDecision(
    @Ctx() { passport }: SubgraphContext,
    @Args(() => ExplainDecisionArgs) question: ExplainDecisionArgs,
  ): Promise<Decision> {
    return explainDecision(this.services, passport, question);
  }
}
