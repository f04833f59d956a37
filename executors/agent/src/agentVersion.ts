/** Version of this agent, as announced to dispatchers. */
export const agentVersion = '0.1.0';
