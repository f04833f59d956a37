import { describe, expect, it } from 'vitest';
import { errors } from '../../../src/errors.js';
import { closeCodeOf } from '../../../src/subscriptions/socket/closeCodeOf.js';

describe('the code a socket is closed with', () => {
  it.each([
    [errors.UNAUTHENTICATED(), 4401],
    [errors.ORIGIN_NOT_ALLOWED(), 4403],
    [errors.BAD_REQUEST({ problem: 'no' }), 4400],
    [errors.CSRF_PREVENTED(), 4400],
    [errors.TOO_MANY_SOCKETS({ most: 1 }), 1013],
    [errors.IDENTITY_UNAVAILABLE(), 1013],
    [errors.BAD_GATEWAY(), 4500],
    [new Error('a bug'), 4500],
  ])('is for %s %i', (error, code) => {
    expect(closeCodeOf(error)).toBe(code);
  });
});
