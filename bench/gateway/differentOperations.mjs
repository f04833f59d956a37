/** Fields by type: null for a value, else the type of what it leads to. */
const fieldsOf = {
  User: { id: null, name: null, username: null, birthday: null, reviews: 'Review' },
  Review: { id: null, body: null, product: 'Product', author: 'User' },
  Product: {
    upc: null,
    name: null,
    price: null,
    weight: null,
    inStock: null,
    shippingEstimate: null,
    reviews: 'Review',
  },
};
const roots = { me: 'User', users: 'User', topProducts: 'Product' };
const deepest = 5;

/** As many operations as asked for, no two alike, the same ones each time: chosen by a generator with a fixed seed. */
export function differentOperations(count) {
  const random = randomNumbers(20_240_607);
  const operations = new Set();
  while (operations.size < count) operations.add(`{${selection(roots, random, 0)}}`);
  return [...operations];
}

function selection(fields, random, depth) {
  const possible = Object.entries(fields).filter(([, type]) => type === null || depth < deepest);
  const chosen = possible.filter(() => random() < 0.5);
  if (chosen.length === 0) chosen.push(possible[Math.floor(random() * possible.length)]);
  return chosen
    .map(([name, type]) =>
      type === null ? name : `${name}{${selection(fieldsOf[type], random, depth + 1)}}`,
    )
    .join(' ');
}

/** Numbers in [0, 1) by a linear congruential generator (Numerical Recipes' constants). */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
