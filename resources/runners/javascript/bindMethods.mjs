/** Lets methods be called without their object, as in `const { getInput } = context`. */
export function bindMethods(object, names) {
  for (const name of names)
    Object.defineProperty(object, name, { value: object[name].bind(object), writable: true, configurable: true });
}
