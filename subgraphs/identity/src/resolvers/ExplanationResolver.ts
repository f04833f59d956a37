import type { Decision, SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { explainDecision } from '../operations/explainDecision.js';
import type { Services } from '../operations/Services.js';
import { DecisionThingInput, ExplanationType } from './types/ExplanationType.js';

@Resolver()
export class ExplanationResolver {
  constructor(private readonly services: Services) {}

  @Query(() => ExplanationType, {
    description:
      'What somebody may do in the community, and why. About other members it needs members:read and policies:read. ' +
      'Error codes: MEMBER_NOT_FOUND.',
  })
  explainDecision(
    @Ctx() { passport }: SubgraphContext,
    @Arg('permission', () => String, { description: 'The permission, such as jobs:submit.' })
    permission: string,
    @Arg('personId', () => ID, { nullable: true, description: 'The member; the viewer unless given.' })
    personId: string | null | undefined,
    @Arg('about', () => DecisionThingInput, {
      nullable: true,
      description: 'One thing; the community as a whole unless given.',
    })
    about: DecisionThingInput | null | undefined,
  ): Promise<Decision> {
    return explainDecision(this.services, passport, { permission, personId, about });
  }
}
