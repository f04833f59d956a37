import { MalformedModel } from './MalformedModel.js';
import type { DeclaredTensor, OperatorSet } from './ModelFacts.js';
import {
  readFields,
  readInteger,
  readText,
  requireMessage,
  type Field,
  type ReadingBudget,
} from './readFields.js';
import { readValueInfo } from './readValueInfo.js';

/** Deepest nesting of graphs in attributes (If, Loop, Scan). Real models stay below five. */
const maxGraphDepth = 32;

/** TensorProto.DataLocation.EXTERNAL. */
const externalLocation = 1;

/**
 * Walks graphs, nodes, attributes, tensors and functions of one ONNX file and collects what matters of them.
 * Field numbers are those of onnx.proto (ONNX 1.18); the messages are the subset that can hold a node or a tensor.
 */
export class GraphWalk {
  readonly operatorDomains = new Set<string>();
  readonly initializers = new Set<string>();
  readonly inputs: DeclaredTensor[] = [];
  readonly outputs: DeclaredTensor[] = [];
  externalData = false;
  nodes = 0;
  #depth = 0;

  constructor(readonly budget: ReadingBudget) {}

  /** GraphProto. Only the main graph's inputs, outputs and initializers are the model's own. */
  graph(field: Field, isMain: boolean): void {
    if (++this.#depth > maxGraphDepth) throw new MalformedModel('graphs are nested too deeply');
    const initializer = (name: string) => (isMain ? this.initializers.add(name) : undefined);
    this.#read(field, {
      1: (node) => this.#node(node),
      5: (tensor) => initializer(this.#tensor(tensor)),
      11: (value) => isMain && this.inputs.push(readValueInfo(value, this.budget)),
      12: (value) => isMain && this.outputs.push(readValueInfo(value, this.budget)),
      15: (tensor) => initializer(this.#sparseTensor(tensor)),
    });
    this.#depth--;
  }

  /** TrainingInfoProto: two graphs. */
  trainingInfo(field: Field): void {
    this.#read(field, { 1: (graph) => this.graph(graph, false), 2: (graph) => this.graph(graph, false) });
  }

  /** FunctionProto: nodes under a domain of the model's own. */
  function(field: Field): void {
    let domain = '';
    this.#read(field, {
      7: (node) => this.#node(node),
      10: (value) => (domain = readText(value)),
      11: (attribute) => this.#attribute(attribute),
    });
    this.operatorDomains.add(domain);
  }

  /** OperatorSetIdProto. */
  operatorSet(field: Field): OperatorSet {
    let domain = '';
    let version = 0;
    this.#read(field, {
      1: (value) => (domain = readText(value)),
      2: (value) => (version = readInteger(value)),
    });
    return { domain, version };
  }

  /** NodeProto. */
  #node(field: Field): void {
    let domain = '';
    this.#read(field, {
      5: (attribute) => this.#attribute(attribute),
      7: (value) => (domain = readText(value)),
    });
    this.operatorDomains.add(domain);
    this.nodes++;
  }

  /** AttributeProto: t, g, tensors, graphs, sparse_tensor, sparse_tensors. */
  #attribute(field: Field): void {
    const tensor = (value: Field) => void this.#tensor(value);
    const graph = (value: Field) => this.graph(value, false);
    const sparseTensor = (value: Field) => void this.#sparseTensor(value);
    this.#read(field, { 5: tensor, 6: graph, 10: tensor, 11: graph, 22: sparseTensor, 23: sparseTensor });
  }

  /** SparseTensorProto; its name is that of its values. */
  #sparseTensor(field: Field): string {
    let name = '';
    this.#read(field, {
      1: (values) => (name = this.#tensor(values)),
      2: (indices) => void this.#tensor(indices),
    });
    return name;
  }

  /** TensorProto: its name, and whether its data is elsewhere. */
  #tensor(field: Field): string {
    let name = '';
    this.#read(field, {
      8: (value) => (name = readText(value)),
      13: (entry) => {
        this.externalData = true;
        entry.reader.pos = entry.end;
      },
      14: (value) => {
        if (readInteger(value) === externalLocation) this.externalData = true;
      },
    });
    return name;
  }

  #read(field: Field, handlers: Readonly<Record<number, (field: Field) => unknown>>): void {
    readFields(requireMessage(field), handlers, this.budget);
  }
}
