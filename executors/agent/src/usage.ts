/** What the program can be told on the command line. */
export const usage = `aic-agent                  runs this device as an executor of its fleet
aic-agent join GATEWAY     lets this device join a fleet: shows a code that somebody approves in a browser
  --fleet ID               the fleet; otherwise whoever approves chooses
  --name NAME              what people see this device as; otherwise its host name
  --dispatcher URL         where devices connect (wss://…); otherwise what the gateway says
  --again                  joins anew, though it has joined
aic-agent leave            takes this device out of its fleet for good, and removes its key, its enrolment and its cache
  --gateway URL            whom to tell; otherwise the gateway where it joined
  --local                  only removes what is on this machine, and tells nobody
  --yes                    does not ask first
aic-agent help             shows this

Options of the environment: DATA_DIR and others, see the README of the agent.
`;
