// The part of node:vm that the runner uses. Making code of text is what this worker is for; it has nothing that the code must not.
const { eval: evaluate } = globalThis;

export function compileFunction(code, parameters, { filename }) {
  return evaluate(`(function (${parameters.join(', ')}) {${code}\n})\n//# sourceURL=${encodeURI(filename)}`);
}
