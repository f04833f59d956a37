/** Counts what is done, and tells the benchmark when all is. Ends with it. */
export function tellWhenDone(count) {
  let left = count;
  process.on('disconnect', () => process.exit());
  return () => {
    left -= 1;
    if (left === 0) process.send('done');
  };
}
