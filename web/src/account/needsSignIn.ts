/** Whether something was refused because its person signed in too long ago. */
export function needsSignIn(ended: { readonly outcome: string; readonly code?: string }): boolean {
  return ended.outcome === 'refused' && ended.code === 'FRESH_SIGN_IN_REQUIRED';
}
