import { Authenticated, Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { PersonRow } from '../entities/Person.js';
import { deleteAccount, deleteMemberAccount } from '../operations/deleteAccount.js';
import type { EndedAccount } from '../operations/endAccount.js';
import { rename } from '../operations/rename.js';
import type { Services } from '../operations/Services.js';
import { DeletedAccountType } from './types/DeletedAccountType.js';
import { PersonType } from './types/PersonType.js';

@Resolver(() => DeletedAccountType)
export class AccountResolver {
  constructor(private readonly services: Services) {}

  @Authenticated()
  @Mutation(() => PersonType, { description: 'Gives the caller another name, in all of their communities.' })
  rename(
    @Arg('name', () => String, { description: 'The name, 100 characters at most.' }) name: string,
    @Ctx() context: SubgraphContext,
  ): Promise<PersonRow> {
    return rename(this.services, context, name);
  }

  @Authenticated()
  @Mutation(() => DeletedAccountType, {
    description:
      "Ends the caller's account for good: memberships, sessions, keys, invitations, devices, name and address. " +
      'Error codes: CONFIRMATION_WRONG, LAST_OWNER, ACCOUNT_BUSY.',
  })
  deleteAccount(
    @Arg('confirm', () => String, { description: "The caller's name, exactly as it is kept." })
    confirm: string,
    @Ctx() context: SubgraphContext,
  ): Promise<EndedAccount> {
    return deleteAccount(this.services, context, confirm);
  }

  @Requires('members:manage')
  @Mutation(() => DeletedAccountType, {
    description:
      'Ends for good the account of somebody whom the community keeps it for. ' +
      'Error codes: MEMBER_NOT_FOUND, LAST_OWNER, ACCOUNT_BUSY.',
  })
  deleteMemberAccount(
    @Arg('personId', () => ID, { description: 'The person.' }) personId: string,
    @Ctx() context: SubgraphContext,
  ): Promise<EndedAccount> {
    return deleteMemberAccount(this.services, context, personId);
  }
}
