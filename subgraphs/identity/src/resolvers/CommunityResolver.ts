import { Authenticated, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CommunityRow } from '../entities/Community.js';
import { errors } from '../errors.js';
import { createCommunity } from '../operations/createCommunity.js';
import { visibleChildren } from '../operations/loadChildren.js';
import { findCommunity, listCommunities, visibleCommunities } from '../operations/loadCommunities.js';
import type { Services } from '../operations/Services.js';
import { batchPerRequest } from './batchPerRequest.js';
import { CommunityType } from './types/CommunityType.js';
import { CreateCommunityInput } from './types/inputs.js';

@Resolver(() => CommunityType)
export class CommunityResolver {
  readonly #visible = batchPerRequest(({ passport }: SubgraphContext, ids) =>
    visibleCommunities(this.services, passport, ids),
  );
  readonly #families = batchPerRequest(({ passport }: SubgraphContext, ids) =>
    visibleChildren(this.services, passport, ids),
  );

  constructor(private readonly services: Services) {}

  @Authenticated()
  @Query(() => CommunityType, {
    nullable: true,
    description: 'A community the viewer may enter, by id or by slug; null when there is none.',
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
      'Creates a community and makes the caller its owner. ' +
      'Error codes: SLUG_TAKEN, TOO_MANY_COMMUNITIES, TOO_MANY_CHILDREN, NESTED_TOO_DEEP, ACCOUNT_ENDED.',
  })
  createCommunity(
    @Arg('input', () => CreateCommunityInput, { description: 'The community.' }) input: CreateCommunityInput,
    @Ctx() context: SubgraphContext,
  ): Promise<CommunityRow> {
    return createCommunity(this.services, context, input);
  }

  @FieldResolver(() => ID, { nullable: true })
  async parentId(@Root() community: CommunityRow, @Ctx() context: SubgraphContext): Promise<string | null> {
    return (await this.parent(community, context))?.id ?? null;
  }

  @FieldResolver(() => CommunityType, { nullable: true })
  async parent(
    @Root() { parentId }: CommunityRow,
    @Ctx() context: SubgraphContext,
  ): Promise<CommunityRow | null> {
    return parentId === null ? null : this.#visible(context, parentId);
  }

  @FieldResolver(() => [CommunityType])
  async children(
    @Root() { id }: CommunityRow,
    @Ctx() context: SubgraphContext,
  ): Promise<readonly CommunityRow[]> {
    return (await this.#families(context, id))?.children ?? [];
  }
}
