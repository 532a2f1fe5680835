/** @throws RangeError for half of a pair of surrogates, which would make two names one */
export function checkName(what, name) {
  if (!/\p{Surrogate}/u.test(name)) return name;
  throw new RangeError(`${what} '${name}' is no text: it has half of a pair of surrogates`);
}
