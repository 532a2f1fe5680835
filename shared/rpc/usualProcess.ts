/** Whether the params of `process` need no parsing, being as the schema would give them back: it is called very often. */
export function isUsualProcess(params: unknown): boolean {
  if (!isPlainObject(params)) return false;
  const { actor_id, payload, config, state, timestamp, traceparent, every_output } = params;
  return (
    typeof actor_id === 'string' &&
    isPlainObject(payload) &&
    (config === undefined || config === null || isPlainObject(config)) &&
    (state === undefined || state === null || isUsualState(state)) &&
    (timestamp === undefined || timestamp === null || typeof timestamp === 'number') &&
    (traceparent === undefined || typeof traceparent === 'string') &&
    (every_output === undefined || typeof every_output === 'boolean')
  );
}

function isUsualState(state: unknown): boolean {
  if (!isPlainObject(state)) return false;
  const { namespace, actor_id } = state;
  return (
    (namespace === undefined || typeof namespace === 'string') &&
    (actor_id === undefined || typeof actor_id === 'string')
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
