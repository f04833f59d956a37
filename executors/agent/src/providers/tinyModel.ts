/** Numbers that the tiny model takes and gives. */
export const tinySize = 4;

/** An ONNX model that adds its input `x` to itself, as float32, and gives `y`: enough to see whether a provider computes at all. */
export function tinyModel(): Uint8Array {
  const node = message([1, 'x'], [1, 'x'], [2, 'y'], [4, 'Add']);
  const graph = message([1, node], [2, 'tiny'], [11, value('x')], [12, value('y')]);
  return message([1, irVersion], [7, graph], [8, message([2, operatorSet])]);
}

const irVersion = 8;
const operatorSet = 13;
const float32 = 1;

function value(name: string): Uint8Array {
  const shape = message([1, message([1, tinySize])]);
  return message([1, name], [2, message([1, message([1, float32], [2, shape])])]);
}

type Field = readonly [number: number, value: number | string | Uint8Array];

/** A protobuf message of small fields: numbers, texts and lengths below 128. */
function message(...fields: readonly Field[]): Uint8Array {
  return Buffer.concat(
    fields.map(([number, content]) => {
      if (typeof content === 'number') return Buffer.from([number * 8, content]);
      const bytes = Buffer.from(content);
      return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
    }),
  );
}
