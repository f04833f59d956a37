/** Whose devices may see the inputs of a job: any of the fleet, those of its community, or those an operator vouches for. */
export const privacyClasses = ['PUBLIC', 'COMMUNITY', 'TRUSTED'] as const;

export type PrivacyClass = (typeof privacyClasses)[number];

/** What a job has whose submitter says nothing. */
export const defaultPrivacyClass: PrivacyClass = 'COMMUNITY';
