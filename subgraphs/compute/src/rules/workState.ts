/** How far work for a job is that replicas do in the background. */
export const workStates = ['PENDING', 'DONE', 'FAILED'] as const;
export type WorkState = (typeof workStates)[number];
