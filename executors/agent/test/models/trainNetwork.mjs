// Trains the small classifiers that the tests of runners load, and writes them as ONNX: one hidden layer or none, softmax and
// cross-entropy, Adam (Kingma and Ba, 2015). Always the same network for the same examples.

/** Numbers 0…1, always the same for a seed (mulberry32). */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Layers of `sizes`, as { inputs, outputs, weights: inputs × outputs, bias }. */
function newLayers(sizes, draw) {
  return sizes.slice(1).map((outputs, index) => {
    const inputs = sizes[index];
    const scale = Math.sqrt(6 / (inputs + outputs));
    return {
      inputs,
      outputs,
      weights: Float32Array.from({ length: inputs * outputs }, () => (2 * draw() - 1) * scale),
      bias: new Float32Array(outputs),
    };
  });
}

function forward(layers, values) {
  const activations = [values];
  for (const [index, { inputs, outputs, weights, bias }] of layers.entries()) {
    const before = activations[index];
    const after = Float64Array.from(bias);
    for (let from = 0; from < inputs; from++) {
      const value = before[from];
      if (value === 0) continue;
      for (let to = 0; to < outputs; to++) after[to] += value * weights[from * outputs + to];
    }
    if (index < layers.length - 1) for (let to = 0; to < outputs; to++) after[to] = Math.max(0, after[to]);
    activations.push(after);
  }
  return activations;
}

function softmax(values) {
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** Adds an example's gradient to `gradients`. */
function backward(layers, activations, { label, gradients }) {
  let delta = softmax(activations.at(-1));
  delta[label] -= 1;
  for (let index = layers.length - 1; index >= 0; index--) {
    const { inputs, outputs, weights } = layers[index];
    const { weights: toWeights, bias: toBias } = gradients[index];
    const before = activations[index];
    const next = new Float64Array(inputs);
    for (let to = 0; to < outputs; to++) toBias[to] += delta[to];
    for (let from = 0; from < inputs; from++) {
      if (before[from] === 0) continue;
      for (let to = 0; to < outputs; to++) {
        toWeights[from * outputs + to] += before[from] * delta[to];
        if (index > 0) next[from] += weights[from * outputs + to] * delta[to];
      }
    }
    delta = next;
  }
}

function adam(rate, decay) {
  const moments = new Map();
  let step = 0;
  return {
    begin: () => step++,
    update(values, gradient, scale) {
      const { first, second } = moments.get(values) ?? {
        first: new Float64Array(values.length),
        second: new Float64Array(values.length),
      };
      moments.set(values, { first, second });
      const [firstScale, secondScale] = [1 - 0.9 ** step, 1 - 0.999 ** step];
      for (let index = 0; index < values.length; index++) {
        const slope = gradient[index] * scale;
        first[index] = 0.9 * first[index] + 0.1 * slope;
        second[index] = 0.999 * second[index] + 0.001 * slope * slope;
        const change = first[index] / firstScale / (Math.sqrt(second[index] / secondScale) + 1e-8);
        values[index] -= rate * (change + decay * values[index]);
      }
    },
  };
}

/** Trains on examples of { values, label }. */
export function trainNetwork(examples, { sizes, epochs, batch, rate, decay, seed }) {
  const draw = random(seed);
  const layers = newLayers(sizes, draw);
  const { begin, update } = adam(rate, decay);
  const order = [...examples.keys()];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let last = order.length - 1; last > 0; last--) {
      const other = Math.floor(draw() * (last + 1));
      [order[last], order[other]] = [order[other], order[last]];
    }
    for (let from = 0; from < order.length; from += batch) {
      const chosen = order.slice(from, from + batch);
      const gradients = layers.map(({ weights, bias }) => ({
        weights: new Float64Array(weights.length),
        bias: new Float64Array(bias.length),
      }));
      for (const index of chosen)
        backward(layers, forward(layers, examples[index].values), {
          label: examples[index].label,
          gradients,
        });
      begin();
      for (const [index, layer] of layers.entries()) {
        update(layer.weights, gradients[index].weights, 1 / chosen.length);
        update(layer.bias, gradients[index].bias, 1 / chosen.length);
      }
    }
  }
  return layers;
}

/** Share of examples whose likeliest label is theirs. */
export function accuracy(layers, examples) {
  const right = examples.filter(({ values, label }) => {
    const scores = forward(layers, values).at(-1);
    return scores.indexOf(Math.max(...scores)) === label;
  });
  return right.length / examples.length;
}
