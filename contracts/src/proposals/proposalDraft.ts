import { optionNameSchema } from '../counting/ballotFile.js';
import { mostOptions, votingMethods } from '../counting/votingMethod.js';
import { z } from 'zod';
import { mostChanges, policyChangeSchema } from './policyChange.js';

/** How a proposal is voted on: for, against or abstaining; or, of a poll, among options. */
export const proposalMethods = ['for-against', ...votingMethods] as const;
export type ProposalMethod = (typeof proposalMethods)[number];

/** OPEN: the tally and the ballots are shown at any time. HIDDEN: once the vote has ended. */
export const secrecies = ['OPEN', 'HIDDEN'] as const;
export type Secrecy = (typeof secrecies)[number];

/** Topics are what delegations are given for: short names. */
export const topicSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    'must be 1 to 40 lower-case letters, digits and inner hyphens',
  );

const longestTitle = 200;
const longestBody = 20_000;
const mostTopics = 5;
const text = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^[^\0]*$/, 'must have no NUL')
    .regex(/^\P{Surrogate}*$/u, 'must be well-formed Unicode');

/** What somebody writes of a proposal. */
export const proposalDraftSchema = z
  .object({
    title: text(longestTitle).min(1),
    body: text(longestBody).default(''),
    topics: z.array(topicSchema).max(mostTopics).default([]),
    method: z.enum(proposalMethods).default('for-against'),
    options: z.array(optionNameSchema).max(mostOptions).default([]),
    changes: z.array(policyChangeSchema).max(mostChanges).default([]),
    secrecy: z.enum(secrecies).default('OPEN'),
  })
  .superRefine(({ method, options, changes, topics }, context) => {
    const complain = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (new Set(topics).size < topics.length) complain('topics', 'must differ');
    if (method === 'for-against') {
      if (options.length > 0) complain('options', 'are for polls; this is voted for or against');
      return;
    }
    if (changes.length > 0) complain('changes', 'are made by votes for or against them, not by polls');
    if (options.length < 2) complain('options', 'must be two at least');
    if (new Set(options).size < options.length) complain('options', 'must differ');
    // A purse that is split over many identities buys more of such a vote, and nobody has shown here that members are different people.
    if (method === 'quadratic') complain('method', 'needs a roll of verified people, which there is none of');
  });

export type ProposalDraft = Readonly<z.infer<typeof proposalDraftSchema>>;
