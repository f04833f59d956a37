import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { loadPolicy } from '../operations/loadPolicy.js';
import type { Services } from '../operations/Services.js';
import { toPolicy } from './toPolicy.js';
import { CommunityType, PolicyType } from './types/PolicyTypes.js';

@Resolver(() => CommunityType)
export class CommunityResolver {
  constructor(private readonly services: Services) {}

  @Requires('policies:read')
  @FieldResolver(() => PolicyType, {
    nullable: true,
    description: 'The policy in force; null for a community other than the one the request is made in.',
  })
  async policy(
    @Root() community: CommunityType,
    @Ctx() context: SubgraphContext,
  ): Promise<PolicyType | null> {
    if (community.id !== context.passport.community) return null;
    return toPolicy(await loadPolicy(this.services, context));
  }
}
