// Whoever imports onnxruntime-node after this, gets onnxruntime-web: the same interface on the WASM build.
import { register } from 'node:module';

const wasm = import.meta.resolve('onnxruntime-web');
const hook = `export const resolve = (specifier, context, next) =>
  specifier === 'onnxruntime-node' ? { url: ${JSON.stringify(wasm)}, shortCircuit: true } : next(specifier, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
