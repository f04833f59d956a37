/** Why a machine did not join. */
export class JoinError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JoinError';
    this.code = code;
  }
}
