/**
 * Measures each contender at each work, in turns: the machine's speed changes within seconds, so what is compared is measured
 * close together, and the median over the rounds counts. A work may be for some contenders only. A contender that answers wrongly is out, and its row says so.
 */
export async function inTurns(arena, { contenders, works, warmUpMs, say }) {
  const field = await startAll(arena, { contenders, warmUpMs, say });
  try {
    const rows = [];
    for (const work of works) {
      const taking = field.filter(({ contender }) => work.contenders?.includes(contender) ?? true);
      const windows = new Map(taking.map((started) => [started, []]));
      for (let round = 1; round <= work.rounds; round += 1) {
        say(`setting ${work.setting}, ${work.connections} connections: round ${round} of ${work.rounds}`);
        for (const started of taking) windows.get(started).push(await turn(arena, started, work));
      }
      for (const [started, seen] of windows) rows.push(rowOf(started, work, seen));
    }
    return rows;
  } finally {
    for (const started of field) if (started.child !== undefined) await arena.stop(started);
  }
}

/** One window of one contender. */
async function turn(arena, started, { job }) {
  if (started.failure !== undefined) return { failure: started.failure };
  arena.resume(started);
  try {
    // A few requests have no lead-in: the first of their kind, which subgraphs have no answers for yet, is not counted.
    if (job.requests !== undefined) await arena.measure(started, { ...job, requests: job.connections });
    return await arena.measure(started, job);
  } catch (error) {
    started.failure = error.message;
    console.error(`${started.contender.name} FAILED: ${error.message}`);
    return { failure: error.message };
  } finally {
    arena.pause(started);
  }
}

/** A contender that does not start has failed, and the others are measured without it. */
async function startAll(arena, { contenders, warmUpMs, say }) {
  const field = [];
  for (const contender of contenders) {
    say(`starting and warming up: ${contender.name}`);
    try {
      const started = await arena.start(contender);
      field.push(started);
      await arena.measure(started, { connections: 50, leadInMs: warmUpMs, windowMs: 10 });
      arena.pause(started);
    } catch (error) {
      console.error(error.message);
      if (field.at(-1)?.contender === contender) field.at(-1).failure = error.message;
      else field.push({ contender, failure: error.message });
    }
  }
  return field;
}

function rowOf({ contender }, { setting, connections }, windows) {
  const about = { label: contender.name, setting, connections };
  const failure = windows.find((window) => window.failure !== undefined)?.failure;
  if (failure !== undefined) return { ...about, failure };
  const middle = (name) => median(windows.map((window) => window[name]));
  return {
    ...about,
    ...Object.fromEntries(
      ['rps', 'p50', 'p99', 'cpu', 'calls', 'otherCore'].map((name) => [name, middle(name)]),
    ),
    peak: Math.max(...windows.map(({ peak }) => peak)),
  };
}

function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
