import { proposalMethods, secrecies, type ProposalMethod } from '@ai-collective/contracts';
import { registerEnumType } from 'type-graphql';
import { positions } from '../../rules/proposals/LiveVote.js';
import { proposalStates } from '../../rules/proposals/proposalState.js';

const namesOf = <Name extends string>(names: readonly Name[]): Readonly<Record<string, Name>> =>
  Object.fromEntries(names.map((name) => [name, name]));

export const proposalStateEnum = namesOf(proposalStates);
registerEnumType(proposalStateEnum, {
  name: 'ProposalState',
  description: 'Where a proposal is: by what was voted, and by the clock.',
  valuesConfig: {
    DRAFT: { description: 'Its author is still writing it.' },
    PENDING: { description: 'Its vote has not started.' },
    ACTIVE: { description: 'It can be voted on.' },
    DEFEATED: { description: 'It did not pass.' },
    SUCCEEDED: { description: 'It passed, and other communities have to agree.' },
    QUEUED: { description: 'It passed, and takes effect after its time-lock.' },
    EXECUTED: { description: 'It has taken effect, or passed and had none.' },
    EXECUTION_FAILED: { description: 'It passed and could not take effect; see failure.' },
    EXPIRED: { description: 'It passed, and did not take effect in time.' },
    CANCELED: { description: 'It was taken back.' },
    VETOED: { description: 'A community inside this one refused it.' },
  },
});

/** GraphQL has no hyphens in names. */
const methodNames = Object.fromEntries(
  proposalMethods.map((method) => [method.toUpperCase().replaceAll('-', '_'), method]),
) as Readonly<Record<string, ProposalMethod>>;

export const proposalMethodEnum = methodNames;
registerEnumType(proposalMethodEnum, {
  name: 'ProposalMethod',
  description: 'How a proposal is voted on.',
  valuesConfig: {
    FOR_AGAINST: { description: 'For it, against it, or abstaining.' },
    SINGLE_CHOICE: { description: 'One option each; most votes win.' },
    APPROVAL: { description: 'As many options as one approves of.' },
    WEIGHTED: { description: 'One vote, divided among options.' },
    SCORE: { description: 'Zero to ten points for each option.' },
    INSTANT_RUNOFF: {
      description: 'Options in the order one prefers them; the last is out, round by round.',
    },
    COPELAND: { description: 'Options in the order one prefers them; each is held against each other.' },
    QUADRATIC: {
      description: 'Each vote more for an option costs more; only where members are known to be different.',
    },
  },
});

export const secrecyEnum = namesOf(secrecies);
registerEnumType(secrecyEnum, {
  name: 'Secrecy',
  description: 'Who sees what was voted, and when.',
  valuesConfig: {
    OPEN: { description: 'Everybody who may read proposals, at any time.' },
    HIDDEN: { description: 'The same, once the vote has ended; until then nobody.' },
  },
});

export const positionEnum = namesOf(positions);
registerEnumType(positionEnum, {
  name: 'Position',
  description: 'What a ballot says of a proposal.',
  valuesConfig: {
    FOR: { description: 'It should take effect.' },
    AGAINST: { description: 'Things should stay as they are.' },
    ABSTAIN: { description: 'Neither; counts towards the quorum.' },
  },
});
