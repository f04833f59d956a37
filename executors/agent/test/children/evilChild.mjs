/** A child that does what the key of its model says: everything a model or a runtime can do wrong. */
const finished = (output) => ({
  type: 'finished',
  outcomes: [{ output }],
  manner: 'TOGETHER',
  runMs: 1,
  processorMs: 1,
  fellBack: null,
});

process.on('disconnect', () => process.exit(0));
process.on('message', ({ id, modelKey }) => {
  const say = (message) => process.send({ id, ...message });
  say({ type: 'started' });
  switch (modelKey) {
    case 'abort':
      return process.abort();
    case 'loop':
      for (;;);
    case 'grow': {
      const taken = [];
      return setInterval(() => taken.push(Buffer.alloc(32 * 2 ** 20, 1)), 10);
    }
    case 'babble':
      return say({ type: 'confessed' });
    case 'flood':
      return setInterval(() => say({ id: 'another', ...finished(Buffer.alloc(1e5)) }), 5);
    case 'exit':
      return process.exit(0);
  }
  return say(finished(Buffer.from('"done"')));
});
