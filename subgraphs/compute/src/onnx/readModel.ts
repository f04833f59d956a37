import protobuf from 'protobufjs/minimal.js';
import { GraphWalk } from './GraphWalk.js';
import { MalformedModel } from './MalformedModel.js';
import type { ModelFacts, OperatorSet } from './ModelFacts.js';
import { readFields, readInteger } from './readFields.js';

/** Most inputs, outputs or operator domains one model may have: they are kept and shown. */
const maxDeclarations = 1_000;

/** Most protobuf fields one model may have; models of a billion parameters have about a million. */
const maxFields = 20_000_000;

/**
 * Reads what an ONNX file says of itself: operators, inputs, outputs, where its tensors are. Weights are skipped.
 * Safe on hostile bytes: nesting and work are bounded, and memory grows with names only.
 * @throws MalformedModel when the bytes are not an ONNX model.
 */
export function readModel(
  bytes: Uint8Array,
  limits: { readonly maxFields: number } = { maxFields },
): ModelFacts {
  try {
    return readModelProto(bytes, limits.maxFields);
  } catch (error) {
    if (error instanceof MalformedModel) throw error;
    throw new MalformedModel('the file does not decode', { cause: error });
  }
}

function readModelProto(bytes: Uint8Array, fields: number): ModelFacts {
  const walk = new GraphWalk({ fields });
  const operatorSets: OperatorSet[] = [];
  let irVersion = 0;
  let graphs = 0;
  readFields(
    { reader: protobuf.Reader.create(bytes), end: bytes.length },
    {
      1: (field) => (irVersion = readInteger(field)),
      7: (field) => {
        graphs++;
        walk.graph(field, true);
      },
      8: (field) => operatorSets.push(walk.operatorSet(field)),
      20: (field) => walk.trainingInfo(field),
      25: (field) => walk.function(field),
    },
    walk.budget,
  );
  if (irVersion < 1 || graphs === 0 || operatorSets.length === 0 || walk.outputs.length === 0)
    throw new MalformedModel('the file lacks a version, a graph, an operator set or an output');
  if (
    [walk.inputs, walk.outputs, operatorSets, [...walk.operatorDomains]].some(
      ({ length }) => length > maxDeclarations,
    )
  )
    throw new MalformedModel('the file declares too many things');
  return {
    irVersion,
    operatorSets,
    operatorDomains: [...walk.operatorDomains].sort(),
    inputs: walk.inputs.filter(({ name }) => !walk.initializers.has(name)),
    outputs: walk.outputs,
    externalData: walk.externalData,
    nodes: walk.nodes,
  };
}
