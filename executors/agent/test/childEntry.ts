/** The compiled entry of an inference child: a forked process runs JavaScript, so tests need the package built. */
export const childEntry = new URL('../dist/children/inferenceChild.js', import.meta.url);

/** The compiled entry of what tries an execution provider. */
export const probeEntry = new URL('../dist/providers/providerProbe.js', import.meta.url);
