const prefix = '_client_';

/** Names the planner gives to variables of its own; a client's variable of such a name makes way. */
const taken = /^(?:representations$|__batch_reps_|_client_)/;

/** The name a client's variable has in planned queries. */
export function plannedVariable(name: string): string {
  return taken.test(name) ? prefix + name : name;
}

/** The client's name of a variable of a planned query. */
export function clientVariable(planned: string): string {
  return planned.startsWith(prefix) ? planned.slice(prefix.length) : planned;
}
