/** Does work again and again, each time after a pause, until what it answers is called. The work never rejects. */
export function repeat(work: () => Promise<void>, everyMs: number): () => void {
  let hasEnded = false;
  let timer: NodeJS.Timeout;
  const pause = (): void => {
    timer = setTimeout(() => void round(), everyMs).unref();
  };
  const round = async (): Promise<void> => {
    await work();
    if (!hasEnded) pause();
  };
  pause();
  return () => {
    hasEnded = true;
    clearTimeout(timer);
  };
}
