import type { Ballot, BuiltInRole } from '@ai-collective/contracts';
import type { CastBallot } from '../../../src/entities/Ballot.js';
import { advanceProposal } from '../../../src/operations/proposals/advanceProposal.js';
import { BallotBox } from '../../../src/operations/proposals/BallotBox.js';
import { castBallot } from '../../../src/operations/proposals/castBallot.js';
import { createProposal } from '../../../src/operations/proposals/createProposal.js';
import { getProposal } from '../../../src/operations/proposals/getProposal.js';
import type { Standing } from '../../../src/operations/proposals/standingOf.js';
import { submitProposal } from '../../../src/operations/proposals/submitProposal.js';
import type { Caller, Services } from '../../../src/operations/Services.js';
import { callerOf, openTestGovernance, testTime, type TestGovernance } from '../../startTestGovernance.js';

export const minute = 60_000;

/** Communities whose members vote. */
export class TestVotes {
  community = '';
  #communities = 0;

  private constructor(readonly governance: TestGovernance) {}

  static async open(): Promise<TestVotes> {
    return new TestVotes(await openTestGovernance());
  }

  get services(): Services {
    return this.governance.services;
  }

  /** Another community, at the same time again. */
  async begin(people: readonly string[]): Promise<void> {
    this.#communities += 1;
    this.community = `com_${this.#communities}`;
    this.governance.clock.now = testTime.getTime();
    await this.governance.join(this.community, people);
  }

  pass(minutes: number): void {
    this.governance.clock.now += minutes * minute;
  }

  as(sub: string, roles: readonly BuiltInRole[] = ['MEMBER']): Caller {
    return callerOf({ community: this.community, sub, roles });
  }

  async draft(input: object = {}): Promise<string> {
    const draft = { title: 'A question', ...input };
    return (await createProposal(this.services, this.as('per_a'), draft)).proposal.id;
  }

  /** A proposal that is put to the vote; what is due of it, the clerk has done. */
  async open(input: object = {}): Promise<string> {
    const id = await this.draft(input);
    await submitProposal(this.services, this.as('per_a'), id);
    await this.advance(id);
    return id;
  }

  cast(
    proposalId: string,
    ...[member, ballot, services = this.services]: [member: string, ballot: Ballot, services?: Services]
  ): Promise<CastBallot> {
    const box = new BallotBox(services);
    return castBallot({ ...services, ballots: box }, this.as(member), { proposalId, ballot });
  }

  async standing(id: string, services: Services = this.services): Promise<Standing> {
    const found = await getProposal(services, this.as('per_a'), { id });
    if (found === null) throw new Error('there is no such proposal');
    return found;
  }

  advance(id: string): Promise<Standing> {
    return advanceProposal(this.services, { community: this.community, id });
  }

  close(): Promise<void> {
    return this.governance.close();
  }
}
