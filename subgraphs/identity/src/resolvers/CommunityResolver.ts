import { Authenticated, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { CommunityRow } from '../entities/Community.js';
import { errors } from '../errors.js';
import { createCommunity } from '../operations/createCommunity.js';
import { findCommunity, listCommunities } from '../operations/loadCommunities.js';
import type { Services } from '../operations/Services.js';
import { CommunityType } from './types/CommunityType.js';
import { CreateCommunityInput } from './types/inputs.js';

@Resolver(() => CommunityType)
export class CommunityResolver {
  constructor(private readonly services: Services) {}

  @Authenticated()
  @Query(() => CommunityType, {
    nullable: true,
    description: 'A community the viewer belongs to, by id or by slug; null when there is none.',
  })
  community(
    @Arg('id', () => ID, { nullable: true, description: 'Its id. Give this or the slug.' })
    id: string | null | undefined,
    @Arg('slug', () => String, { nullable: true, description: 'Its slug.' }) slug: string | null | undefined,
    @Ctx() { passport }: SubgraphContext,
  ): Promise<CommunityRow | null> {
    if ((id == null) === (slug == null))
      throw errors.BAD_USER_INPUT({ field: '', problem: 'give either id or slug' });
    return findCommunity(this.services, passport, { id: id ?? null, slug: slug ?? null });
  }

  @Authenticated()
  @Query(() => [CommunityType], {
    description: 'The communities the viewer belongs to, in the order of joining.',
  })
  communities(@Ctx() { passport }: SubgraphContext): Promise<readonly CommunityRow[]> {
    return listCommunities(this.services, passport);
  }

  @Authenticated()
  @Mutation(() => CommunityType, {
    description:
      'Creates a community and makes the caller its owner. Error codes: SLUG_TAKEN, TOO_MANY_COMMUNITIES.',
  })
  createCommunity(
    @Arg('input', () => CreateCommunityInput, { description: 'The community.' }) input: CreateCommunityInput,
    @Ctx() context: SubgraphContext,
  ): Promise<CommunityRow> {
    return createCommunity(this.services, context, input);
  }
}
