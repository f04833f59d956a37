/**
 * The action that policies name which say what devices may be given work. No person is ever asked about it, and only policies that
 * forbid, and name it, count: one that speaks of every action was written about people.
 */
export const deviceWorkAction = 'tasks:run';

/**
 * What a policy about devices' work can go by: `context.signals`, of the last 24 hours. Shares are in thousandths, since Cedar
 * counts in whole numbers; they are 0 where there is nothing to take a share of.
 */
export interface DeviceWorkSignals {
  /** Leases that came to an end. */
  readonly attempts: number;
  /** Results that were found to be right or wrong. */
  readonly judged: number;
  /** Wrong ones. */
  readonly invalid: number;
  /** Failures that were the device's fault. */
  readonly errors: number;
  /** Leases that took too long. */
  readonly timeouts: number;
  /** Leases that were lost, or given back. */
  readonly abandoned: number;
  /** Of what was judged. */
  readonly invalidPermille: number;
  /** Of the attempts. */
  readonly errorPermille: number;
  /** Of the attempts. */
  readonly timeoutPermille: number;
  /** How long it takes from lease to result, in percent of what devices of the community take for the same; absent while nothing was paid. */
  readonly turnaroundPercent?: number;
}

const whole = [
  'attempts',
  'judged',
  'invalid',
  'errors',
  'timeouts',
  'abandoned',
  'invalidPermille',
  'errorPermille',
  'timeoutPermille',
] as const satisfies readonly (keyof DeviceWorkSignals)[];

/** The action in Cedar's schema language: of a device, about its fleet. */
export const deviceWorkSchema = `action "${deviceWorkAction}" appliesTo {
  principal: [Device],
  resource: [Fleet],
  context: { "permission": String, "granted": Bool, "vouched": Bool, "signals": {
    ${whole.map((name) => `"${name}": Long`).join(', ')}, "turnaroundPercent"?: Long
  } }
};`;
