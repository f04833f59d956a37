import type { SubgraphName } from '@ai-collective/contracts';

type Reasons = Readonly<Record<string, string>>;

const everywhere: Reasons = {
  migrations: 'which migrations ran; the service may not even read it',
  outbox: 'messages of all communities on their way to Kafka, which one relay sends',
  outbox_positions: 'how far the broker has got',
};

/** Tables that belong to no community, and why. */
export const tablesOfNoTenant: Readonly<Record<SubgraphName, Reasons>> = {
  identity: {
    ...everywhere,
    person: 'a person is in several communities; whoever reads one names it, or is a member beside them',
    session: "a person's, whatever community it enters",
    refresh_token: "a session's",
    device_authorization: 'whoever asks to be let in belongs nowhere yet; found by digests of codes',
    passkey: "a person's, in whatever community",
    passkey_challenge: 'who signs in is not known yet; found by its digest',
    recovery_code: "a person's, in whatever community",
    linked_account: "a person's, in whatever community",
    spent_sign_in_state: 'digests of what must not be used twice, without a word about anybody',
    credential_change: 'ids of people and keys, without a word about them, for the gateway alone',
  },
  compute: everywhere,
  storage: { ...everywhere, store: 'one row: which data folder this schema belongs to' },
  governance: everywhere,
};

/** Functions that see the rows of all communities, and why. */
export const definerFunctions: Readonly<Record<SubgraphName, Reasons>> = {
  identity: {
    communities_of_person: 'a person asks where they belong before they choose',
    community_id_of: 'a host or header names a community before there is a tenant',
    lineages_of_subject: 'roles come down from communities around the one that is asked for',
    children_of: 'ids and names of communities inside those the caller may enter',
    tenant_of_invitation: 'the code alone says which community it belongs to',
    tenants_touched_by_person: 'an account ends in every community that has something of it',
    issuers_of_community:
      'whoever signs in has no community yet; ids and names of issuers, as its sign-in page shows them',
    working_accounts_of_person: 'which of their own accounts still sign a person in, somewhere',
    redeem_sign_in_code: 'the code alone says whose it is',
    tenant_of_device:
      'a device that leaves is known by its key, and its id alone says which community it belongs to',
    tenant_of_api_key: 'the key alone says which community it belongs to',
  },
  compute: {
    communities_with_signals:
      'each replica asks the policies of all about their devices; it gets ids and nothing else',
    sample_device_signals: 'one replica counts what came of leases everywhere; it gets nothing back',
    fleets_to_sample: 'one replica looks at the fleets of all; it gets ids and nothing else',
    loads_of_fleets: 'metrics for the operator of the installation; numbers of fleets, and nothing of jobs',
    stale_tasks: 'the sweeper looks for silent tasks everywhere; it gets ids and nothing else',
    overdue_jobs: 'the sweeper looks for overdue jobs everywhere; it gets ids and nothing else',
    take_job_work:
      'whichever replica is free does what is due for jobs everywhere; it gets ids and nothing else',
    take_device_catch:
      'whichever replica is free looks through what caught devices did everywhere; it gets ids and nothing else',
  },
  storage: {},
  governance: {
    logs_to_sign: 'one replica signs the logs of all that have grown; it gets ids and nothing else',
    due_proposals: 'one replica looks for votes that start or end everywhere; it gets ids and nothing else',
  },
};

/** Views see what their owner sees, unless they say `security_invoker`: each needs a reason. */
export const views: Readonly<Record<SubgraphName, Reasons>> = {
  identity: {},
  compute: {},
  storage: {},
  governance: {},
};
