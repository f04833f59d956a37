/** Why a device did not leave its fleet. `code` is the gateway's, or one of those that `leaveFleet` and `askRunningAgent` name. */
export class LeaveError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LeaveError';
    this.code = code;
  }
}
