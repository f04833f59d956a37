/**
 * An error a caller can act on: its code is stable, its message may be shown to anybody.
 * Everything else that is thrown is masked from clients and logged whole.
 */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly code: string,
    message: string,
    readonly options: ErrorOptions & {
      readonly status?: number;
      readonly details?: Readonly<Record<string, string | number | boolean | null>>;
    } = {},
  ) {
    super(message, options);
  }

  /** The HTTP status that fits, 400 unless stated. */
  get status(): number {
    return this.options.status ?? 400;
  }
}
