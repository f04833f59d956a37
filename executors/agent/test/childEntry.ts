/** The compiled entry of an inference child: a forked process runs JavaScript, so tests need the package built. */
export const childEntry = new URL('../dist/children/inferenceChild.js', import.meta.url);
