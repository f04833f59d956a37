/** An error the API answered with. `code` is one of the services' stable codes. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  /** What else the service said of it. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: string,
    message: string,
    options: ErrorOptions & { readonly details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options);
    this.details = options.details ?? {};
  }
}
