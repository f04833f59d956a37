import { AppError } from './AppError.js';

type Parameters_ = Readonly<Record<string, string | number | boolean | null>>;

interface ErrorDefinition<P> {
  /** The HTTP status that fits the error. */
  readonly status: number;
  readonly message: string | ((parameters: P) => string);
}

/** Describes one entry of a catalogue whose message has parameters; they also become the error's details. */
export function errorWith<P extends Parameters_>(status: number, message: (parameters: P) => string) {
  return { status, message };
}

type Constructors<Catalogue> = {
  readonly [Code in keyof Catalogue]: Catalogue[Code] extends {
    readonly message: (parameters: infer P) => string;
  }
    ? (parameters: P, cause?: unknown) => AppError
    : () => AppError;
};

/**
 * Turns a service's table of codes into constructors: `errors.JOB_NOT_FOUND({ jobId })`.
 * One catalogue a service, so every code it can answer with is on one page.
 */
export function defineErrors<const Catalogue extends Record<string, ErrorDefinition<never>>>(
  catalogue: Catalogue,
): Constructors<Catalogue> {
  const entries = Object.entries(catalogue).map(([code, { status, message }]) => [
    code,
    (parameters: Parameters_ = {}, cause?: unknown) =>
      new AppError(code, typeof message === 'string' ? message : message(parameters as never), {
        status,
        details: parameters,
        ...(cause === undefined ? {} : { cause }),
      }),
  ]);
  return Object.fromEntries(entries) as Constructors<Catalogue>;
}
