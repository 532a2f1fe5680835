let registering;

/**
 * Marks a function as an actor: `actor({…}, function)`; `actor({…})` gives a marker. Ports and limits were read from the source
 * before; here the function is only remembered.
 */
export function actor(metadata, implementation) {
  if (typeof metadata === 'function') return actor({}, metadata);
  if (implementation === undefined) return (marked) => actor(metadata, marked);
  implementation.__actor_metadata__ = metadata;
  registering?.push({ metadata: metadata ?? {}, function: implementation });
  return implementation;
}

/** The actors that were marked while `load` ran, until what it answers is settled. */
export async function registered(load) {
  const found = (registering = []);
  try {
    await load();
  } finally {
    registering = undefined;
  }
  return found;
}
