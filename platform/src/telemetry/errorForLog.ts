import { stdSerializers } from 'pino';

const sqlState = /^[0-9A-Z]{5}$/;

/**
 * An error as it is logged. What a database complains of comes with the statement, parameters and all, in front of it:
 * members' data and what devices sent. Only the complaint itself and the places in our code are kept.
 */
export function errorForLog(error: unknown): unknown {
  if (!(error instanceof Error) || !isDatabaseError(error))
    return error instanceof Error ? stdSerializers.err(error) : error;
  const { name, message, stack = '' } = error;
  const places = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return { type: name, code: error.code, message: complaintOf(message), stack: places.join('\n') };
}

function isDatabaseError(error: Error): error is Error & { readonly code: string } {
  return 'code' in error && typeof error.code === 'string' && sqlState.test(error.code);
}

/** The driver writes `statement - complaint`. */
function complaintOf(message: string): string {
  return message.slice(message.lastIndexOf(' - ') + 1).replace(/^- /, '');
}
