import { Args, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { ComputeServices } from '../operations/ComputeServices.js';
import { listPayments, type EntryPayment } from '../operations/credit/listPayments.js';
import { placeOfEntry, type StatementEntry } from '../operations/credit/listStatement.js';
import type { Page } from '../operations/page.js';
import { CreditPaymentConnection } from './types/connections.js';
import { CreditEntry } from './types/CreditTypes.js';
import { PageArguments } from './types/PageArguments.js';

@Resolver(() => CreditEntry)
export class CreditEntryResolver {
  constructor(private readonly services: ComputeServices) {}

  @FieldResolver(() => ID, { description: 'Its identifier among the entries of its account.' })
  id(@Root() entry: StatementEntry): string {
    return placeOfEntry(entry);
  }

  @FieldResolver(() => ID, { nullable: true, description: 'The job, where it is about one.' })
  jobId(@Root() entry: StatementEntry): string | null {
    return entry.jobId === '' ? null : entry.jobId;
  }

  @FieldResolver(() => CreditPaymentConnection, {
    description: 'The attempts that it adds up, for what was earned by devices or models.',
  })
  payments(
    @Root() entry: StatementEntry,
    @Args(() => PageArguments) page: PageArguments,
  ): Promise<Page<EntryPayment>> {
    return listPayments(this.services, entry, page);
  }
}
