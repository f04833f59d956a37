import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { ComputeServices } from '../operations/ComputeServices.js';
import { listAccounts, loadOwnAccount, type MemberAccount } from '../operations/credit/loadAccount.js';
import { loadCommunityCredit } from '../operations/credit/loadCommunityCredit.js';
import { listStatement, type StatementEntry } from '../operations/credit/listStatement.js';
import { setBudget } from '../operations/credit/setBudget.js';
import type { Page } from '../operations/page.js';
import { CreditAccountConnection, CreditEntryConnection } from './types/connections.js';
import { CommunityCredit, CreditAccount, CreditBudget } from './types/CreditTypes.js';
import { PageArguments } from './types/PageArguments.js';

@Resolver()
export class CreditResolver {
  constructor(private readonly services: ComputeServices) {}

  @Requires('jobs:read')
  @Query(() => CreditAccount, { description: "The caller's own account in the community." })
  creditAccount(@Ctx() context: SubgraphContext): Promise<MemberAccount> {
    return loadOwnAccount(this.services, context);
  }

  @Requires('jobs:read')
  @Query(() => CreditEntryConnection, {
    description: "What moved on the caller's own account, newest first.",
  })
  creditStatement(
    @Ctx() context: SubgraphContext,
    @Args(() => PageArguments) page: PageArguments,
  ): Promise<Page<StatementEntry>> {
    return listStatement(this.services, context, page);
  }

  @Requires('audit:read')
  @Query(() => CreditAccountConnection, {
    description: 'The accounts of members, by holder. Needs audit:read.',
  })
  creditAccounts(
    @Ctx() context: SubgraphContext,
    @Args(() => PageArguments) page: PageArguments,
  ): Promise<Page<MemberAccount>> {
    return listAccounts(this.services, context, page);
  }

  @Requires('audit:read')
  @Query(() => CommunityCredit, {
    description: 'How much credit there is in the community. Needs audit:read.',
  })
  communityCredit(@Ctx() context: SubgraphContext): Promise<CommunityCredit> {
    return loadCommunityCredit(this.services, context);
  }

  @Requires('credit:manage')
  @Mutation(() => CreditBudget, {
    description:
      'Sets how much credit a member is given a month, or all members together; from the next grant on. ' +
      'Needs credit:manage. Error codes: BUDGET_INVALID, MEMBER_ID_INVALID.',
  })
  setBudget(
    @Ctx() context: SubgraphContext,
    @Arg('memberId', () => ID, {
      nullable: true,
      description: 'A person or an API key; left out: the community as a whole.',
    })
    memberId: string | null | undefined,
    @Arg('monthly', () => String, {
      nullable: true,
      description:
        'Micro-credits, 10^15 at most; left out: what policy says, or no bounds for the community.',
    })
    monthly: string | null | undefined,
  ): Promise<CreditBudget> {
    return setBudget(this.services, context, { memberId: memberId ?? null, monthly: monthly ?? null });
  }
}
