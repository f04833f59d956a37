import { planPayments, type DueAttempt, type Payment } from '../../../src/rules/credit/planPayments.js';
import type { LedgerAttempt, LedgerJob } from './TestLedger.js';

interface Paid extends Payment<DueAttempt> {
  isReversed: boolean;
}

/** The ledger as a few maps in memory: what PostgreSQL is compared with. */
export class LedgerModel {
  readonly balances = new Map<string, bigint>();
  readonly jobs = new Map<string, LedgerJob>();
  readonly finished = new Set<string>();
  readonly paid = new Map<string, Paid>();
  readonly #granted = new Set<string>();

  balance(account: string): bigint {
    return this.balances.get(account) ?? 0n;
  }

  /** Whether the job was taken. */
  submit(job: LedgerJob): boolean {
    const { isEnforced, cap, memberBudget } = job.quote;
    const available = this.balance(`MEMBER ${job.member}`) + this.balance(`DEBT ${job.member}`);
    if (isEnforced && available < cap) {
      const grant = this.#granted.has(job.member) ? 0n : memberBudget;
      if (available + grant < cap) return false;
      this.#granted.add(job.member);
      const treasury = this.balance('TREASURY ');
      const fromTreasury = treasury < grant ? treasury : grant;
      this.#move('TREASURY ', `MEMBER ${job.member}`, fromTreasury);
      this.#move('ISSUANCE', `MEMBER ${job.member}`, grant - fromTreasury);
    }
    this.jobs.set(job.id, job);
    this.#move(payerOf(job), `ESCROW ${job.id}`, cap);
    return true;
  }

  settle(attempts: readonly LedgerAttempt[], finished: readonly string[]): void {
    const open = [...new Map(attempts.map((attempt) => [attempt.id, attempt])).values()]
      .filter(({ id }) => !this.paid.has(id))
      .sort((one, other) => (one.id < other.id ? -1 : 1));
    for (const { id, job, owner, elapsedMs } of open) {
      const due = { attemptId: id, jobId: job.id, terms: job.quote, ownerId: owner, elapsedMs };
      const left = this.balance(`ESCROW ${job.id}`);
      for (const payment of planPayments([due], new Map([[job.id, left]]))) {
        this.paid.set(id, { ...payment, isReversed: false });
        if (owner !== null) this.#move(`ESCROW ${job.id}`, `MEMBER ${owner}`, payment.ownerAmount);
        this.#move(`ESCROW ${job.id}`, `MEMBER ${job.quote.publisher}`, payment.publisherAmount);
        this.#move(`ESCROW ${job.id}`, 'TREASURY ', payment.communityAmount);
      }
    }
    for (const id of finished) this.#close(id);
  }

  /** How many payments were reversed. */
  reverse(attempts: readonly string[]): number {
    const open = [...new Set(attempts)]
      .flatMap((id) => this.paid.get(id) ?? [])
      .filter((paid) => !paid.isReversed);
    const dues = new Map<string, bigint>();
    for (const paid of open) {
      const { due, ownerAmount, publisherAmount, communityAmount } = paid;
      const add = (account: string, amount: bigint) => dues.set(account, (dues.get(account) ?? 0n) + amount);
      if (due.ownerId !== null) add(`MEMBER ${due.ownerId}`, ownerAmount);
      add(`MEMBER ${this.#job(due.jobId).quote.publisher}`, publisherAmount);
      add('TREASURY ', communityAmount);
      paid.isReversed = true;
      this.#add(`ESCROW ${due.jobId}`, ownerAmount + publisherAmount + communityAmount);
    }
    for (const [account, amount] of dues) {
      const there = this.balance(account);
      const taken = there < amount ? there : amount;
      this.#add(account, -taken);
      this.#add(account.replace(/^\w+/, 'DEBT'), taken - amount);
    }
    for (const { due } of open) if (this.finished.has(due.jobId)) this.#close(due.jobId);
    return open.length;
  }

  #close(id: string): void {
    this.finished.add(id);
    this.#move(`ESCROW ${id}`, payerOf(this.#job(id)), this.balance(`ESCROW ${id}`));
  }

  #job(id: string): LedgerJob {
    const job = this.jobs.get(id);
    if (job === undefined) throw new Error('a job expected');
    return job;
  }

  #move(from: string, to: string, amount: bigint): void {
    this.#add(from, -amount);
    this.#add(to, amount);
  }

  #add(account: string, amount: bigint): void {
    this.balances.set(account, this.balance(account) + amount);
  }
}

function payerOf({ member, quote }: LedgerJob): string {
  return quote.isEnforced ? `MEMBER ${member}` : 'ISSUANCE';
}
