import protobuf from 'protobufjs';

/** The messages of onnx.proto that the tests write, with ONNX's own field numbers. */
const schema = `
syntax = "proto3";
message ModelProto {
  int64 ir_version = 1; GraphProto graph = 7; repeated OperatorSetIdProto opset_import = 8;
  repeated TrainingInfoProto training_info = 20; repeated FunctionProto functions = 25;
}
message OperatorSetIdProto { string domain = 1; int64 version = 2; }
message TrainingInfoProto { GraphProto initialization = 1; GraphProto algorithm = 2; }
message FunctionProto { string name = 1; repeated NodeProto node = 7; string domain = 10; }
message GraphProto {
  repeated NodeProto node = 1; string name = 2; repeated TensorProto initializer = 5; string doc_string = 10;
  repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
  repeated SparseTensorProto sparse_initializer = 15;
}
message NodeProto {
  repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
  repeated AttributeProto attribute = 5; string domain = 7;
}
message AttributeProto {
  string name = 1; float f = 2; TensorProto t = 5; GraphProto g = 6; repeated TensorProto tensors = 10;
  repeated GraphProto graphs = 11; int32 type = 20; SparseTensorProto sparse_tensor = 22;
}
message SparseTensorProto { TensorProto values = 1; TensorProto indices = 2; }
message TensorProto {
  repeated int64 dims = 1; int32 data_type = 2; repeated float float_data = 4; string name = 8; bytes raw_data = 9;
  repeated Entry external_data = 13; int32 data_location = 14;
}
message Entry { string key = 1; string value = 2; }
message ValueInfoProto { string name = 1; TypeProto type = 2; }
message TypeProto { TensorType tensor_type = 1; SequenceType sequence_type = 4; }
message SequenceType { TypeProto elem_type = 1; }
message TensorType { int32 elem_type = 1; Shape shape = 2; }
message Shape { repeated Dim dim = 1; }
message Dim { oneof value { int64 dim_value = 1; string dim_param = 2; } }
`;

const model = protobuf.parse(schema, { keepCase: true }).root.lookupType('ModelProto');

export type Message = Readonly<Record<string, unknown>>;

export const float32 = 1;
export const int64 = 7;

/** A ValueInfoProto of a tensor; a dimension is a size, a name, or null. */
export function tensorValue(
  name: string,
  elementType: number,
  shape?: readonly (number | string | null)[],
): Message {
  const dim = shape?.map((size) =>
    size === null ? {} : typeof size === 'number' ? { dim_value: size } : { dim_param: size },
  );
  return { name, type: { tensor_type: { elem_type: elementType, ...(dim && { shape: { dim } }) } } };
}

/** The parts of a sound model that adds two vectors: `sum = a + b`. */
export const addition = {
  node: [{ input: ['a', 'b'], output: ['sum'], op_type: 'Add' }],
  name: 'addition',
  input: [tensorValue('a', float32, ['n', 2]), tensorValue('b', float32, ['n', 2])],
  output: [tensorValue('sum', float32, ['n', 2])],
} as const satisfies Message;

/** Bytes of an ONNX file with this main graph. */
export function onnxBytes(graph: Message = addition, extra: Message = {}): Buffer {
  const message = { ir_version: 8, opset_import: [{ domain: '', version: 17 }], graph, ...extra };
  return Buffer.from(model.encode(model.fromObject(message)).finish());
}
