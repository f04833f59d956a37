import { afterEach, describe, expect, it, vi } from 'vitest';
import { joinAsViewer, openAccount, readJoining } from '../../src/join/acceptInvitation.js';

const refusal = (code: string) => ({ data: null, errors: [{ message: 'No.', extensions: { code } }] });

describe('readJoining', () => {
  it('reads which community was joined', () => {
    const body = { data: { acceptInvitation: { name: 'The grove' } } };
    expect(readJoining(body)).toEqual({ outcome: 'joined', community: 'The grove' });
  });

  it.each([
    ['INVITATION_INVALID', false],
    ['ALREADY_A_MEMBER', false],
    ['RATE_LIMITED', true],
    ['INTERNAL_SERVER_ERROR', true],
  ])('passes on why it was refused: %s', (code, tryAgain) => {
    expect(readJoining(refusal(code))).toEqual({ outcome: 'refused', message: 'No.', tryAgain });
  });

  it.each([null, '<!doctype html>', {}, { errors: [] }, { data: { acceptInvitation: null } }])(
    'takes %j for a failure that may pass',
    (body) => expect(readJoining(body)).toEqual({ outcome: 'failed' }),
  );
});

describe('accepting an invitation', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  function answering(status: number, body: unknown) {
    const asked = vi.fn((_path: string, _init: RequestInit) =>
      Promise.resolve(new Response(JSON.stringify(body), { status })),
    );
    vi.stubGlobal('fetch', asked);
    return () => asked.mock.calls.map(([path, { body: sent }]) => [path, sent]);
  }

  it('opens an account for somebody new', async () => {
    const session = { person: { id: 'per_1', name: 'Ada' }, community: null };
    const asked = answering(200, session);
    expect(await openAccount('abc', 'Ada')).toEqual({
      outcome: 'signedIn',
      personId: 'per_1',
      person: 'Ada',
      community: null,
    });
    expect(asked()).toEqual([['/auth/invitations/accept', '{"code":"abc","name":"Ada"}']]);
  });

  it('joins with the account of who is signed in', async () => {
    const asked = answering(200, { data: { acceptInvitation: { name: 'The grove' } } });
    expect(await joinAsViewer('abc')).toEqual({ outcome: 'joined', community: 'The grove' });
    expect(asked()).toEqual([['/graphql', expect.stringContaining('"variables":{"code":"abc"}')]]);
  });

  it('fails without an end when nobody answers', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect(await openAccount('abc', 'Ada')).toEqual({ outcome: 'failed' });
    expect(await joinAsViewer('abc')).toEqual({ outcome: 'failed' });
  });
});
