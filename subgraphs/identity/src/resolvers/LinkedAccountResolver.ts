import { Authenticated, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { LinkedAccountRow } from '../entities/LinkedAccount.js';
import { listLinkedAccounts, unlinkAccount } from '../operations/linkedAccounts.js';
import type { Services } from '../operations/Services.js';
import { LinkedAccountType } from './types/IssuerTypes.js';

@Resolver(() => LinkedAccountType)
export class LinkedAccountResolver {
  constructor(private readonly services: Services) {}

  @Authenticated()
  @Query(() => [LinkedAccountType], {
    description: 'The accounts with which the caller can sign in, twenty at most.',
  })
  linkedAccounts(@Ctx() context: SubgraphContext): Promise<readonly LinkedAccountRow[]> {
    return listLinkedAccounts(this.services, context);
  }

  @Authenticated()
  @Mutation(() => LinkedAccountType, {
    description:
      "Unlinks an account of the caller's, unless it is their last way in. " +
      'Error codes: LINKED_ACCOUNT_NOT_FOUND, LAST_SIGN_IN_METHOD.',
  })
  unlinkAccount(
    @Arg('id', () => ID, { description: 'The linked account.' }) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<LinkedAccountRow> {
    return unlinkAccount(this.services, context, id);
  }
}
