import { elementTypeName } from './elementTypes.js';
import type { DeclaredTensor } from './ModelFacts.js';
import {
  readFields,
  readInteger,
  readText,
  requireMessage,
  type Field,
  type ReadingBudget,
} from './readFields.js';

type Dimension = number | string | null;

interface TensorType {
  readonly dtype: string;
  readonly shape: readonly Dimension[] | null;
}

/** Reads a ValueInfoProto: a name and, for tensors, the element type and shape. Other kinds of value get the dtype `undefined`. */
export function readValueInfo(field: Field, budget: ReadingBudget): DeclaredTensor {
  let name = '';
  let type: TensorType = { dtype: 'undefined', shape: null };
  readFields(
    requireMessage(field),
    {
      1: (value) => (name = readText(value)),
      2: (value) => (type = readType(value, budget)),
    },
    budget,
  );
  return { name, ...type };
}

function readType(field: Field, budget: ReadingBudget): TensorType {
  let type: TensorType = { dtype: 'undefined', shape: null };
  readFields(requireMessage(field), { 1: (value) => (type = readTensorType(value, budget)) }, budget);
  return type;
}

function readTensorType(field: Field, budget: ReadingBudget): TensorType {
  let dtype = 'undefined';
  let shape: Dimension[] | null = null;
  readFields(
    requireMessage(field),
    {
      1: (value) => (dtype = elementTypeName(readInteger(value))),
      2: (value) => {
        const dimensions: Dimension[] = [];
        readFields(
          requireMessage(value),
          { 1: (dimension) => dimensions.push(readDimension(dimension, budget)) },
          budget,
        );
        shape = dimensions;
      },
    },
    budget,
  );
  return { dtype, shape };
}

/** A dimension is fixed, named, or open. Exporters also write open ones as 0 or −1. */
function readDimension(field: Field, budget: ReadingBudget): Dimension {
  let dimension: Dimension = null;
  readFields(
    requireMessage(field),
    {
      1: (value) => {
        const size = readInteger(value);
        dimension = size > 0 ? size : null;
      },
      2: (value) => (dimension = readText(value) || null),
    },
    budget,
  );
  return dimension;
}
