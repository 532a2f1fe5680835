import type { ScriptRuntime } from '#shared/actor/actor.ts';

/** A member that actor code can use, as the editor explains it. */
export interface ApiMember {
  name: string;
  /** Whole signature, in the language's own notation. */
  signature: string;
  /** Parameters as they stand in the signature. */
  parameters: readonly string[];
  description: string;
  kind: 'method' | 'property';
}

/** What can stand before the dot: `context`, `context.state`, `Message`, a message of `context.payload`. */
export type ApiOwner = 'ActorContext' | 'State' | 'Message' | 'message';

type Written = readonly [signature: string, description: string];

/** The Python side of what actor code sees (A1–A5). The types ship as stubs too; these carry the explanations. */
const python: Readonly<Record<ApiOwner, readonly Written[]>> = {
  ActorContext: [
    [
      'get_input(port: str, default: Any = None) -> Any',
      'The plain value of the message on an inport, or the default.',
    ],
    ['has_input(port: str) -> bool', 'Whether a message came on the inport this time.'],
    [
      'async send_output(port: str, value: Any) -> None',
      'Sends a value on an outport at once. May be called any number of times.',
    ],
    [
      'send_output_sync(port: str, value: Any) -> None',
      'Sends a value on an outport at once, from code that is not async.',
    ],
    ['async send(port: str, value: Any) -> None', 'The same as `send_output`.'],
    ['get_outputs() -> dict[str, Any]', 'What has been sent this time, by outport.'],
    ['get_payload() -> dict[str, Message]', 'The messages that came, by inport.'],
    ['get_config() -> dict[str, Any]', 'The config of the node.'],
    [
      'get_state(key: str | None = None, default: Any = None) -> Any',
      'A value of the actor’s state; all of it without a key.',
    ],
    ['set_state(key: str, value: Any) -> None', 'Keeps a value in the actor’s state.'],
    ['log(level: str, text: str) -> None', 'Writes a line into the log of the node: debug, info, warn or error.'],
    ['payload: dict[str, Message]', 'The messages that came, by inport.'],
    ['config: dict[str, Any]', 'The config of the node.'],
    ['state: State', 'What the actor keeps between messages.'],
    ['actor_id: str', 'The node that runs this actor.'],
    ['timestamp: int', 'When the message came, in milliseconds since 1970.'],
  ],
  State: [
    ['async get(key: str, default: Any = None) -> Any', 'The value of a key, or the default.'],
    ['async set(key: str, value: Any) -> None', 'Keeps a value.'],
    ['async delete(key: str) -> bool', 'Forgets a key; whether it was there.'],
    ['async exists(key: str) -> bool', 'Whether there is such a key.'],
    ['async keys(pattern: str = "*") -> list[str]', 'The keys that match a glob.'],
    ['async increment(key: str, amount: int = 1) -> int', 'Adds to a counter, atomically; its new value.'],
    ['async decrement(key: str, amount: int = 1) -> int', 'Takes from a counter, atomically; its new value.'],
    ['async push(key: str, value: Any) -> int', 'Appends to a list, atomically; its new length.'],
    ['async pop(key: str) -> Any', 'Takes the first item of a list, atomically.'],
    ['async extend(key: str, values: list[Any]) -> int', 'Appends several to a list, atomically; its new length.'],
    ['async expire(key: str, seconds: float) -> bool', 'Lets a key go after so many seconds.'],
    ['async ttl(key: str) -> float', 'Seconds left; -1 when it does not expire, -2 when there is no such key.'],
  ],
  Message: [
    ['integer(value: int) -> Message', 'A message of type Integer.'],
    ['float(value: float) -> Message', 'A message of type Float.'],
    ['string(value: str) -> Message', 'A message of type String.'],
    ['boolean(value: bool) -> Message', 'A message of type Boolean.'],
    ['array(value: list[Any]) -> Message', 'A message of type Array.'],
    ['object(value: dict[str, Any]) -> Message', 'A message of type Object.'],
    ['error(message: str, code: str | None = None) -> Message', 'A message of type Error.'],
    ['bytes(value: bytes) -> Message', 'A message of type Encoded.'],
    ['stream(items: Iterable[Any]) -> Message', 'Items delivered one by one, with back-pressure.'],
  ],
  message: [
    ['unwrap() -> Any', 'The plain value.'],
    ['is_error() -> bool', 'Whether this is an error.'],
    ['type: str', 'The type of the message: Integer, String, Object …'],
  ],
};

/** Members of an owner in Python, or, in camelCase, in JavaScript. */
export function apiMembers(runtime: ScriptRuntime, owner: ApiOwner): ApiMember[] {
  return python[owner].map(([signature, description]) => {
    const member = memberOf(signature, description);
    return runtime === 'python' ? member : { ...member, name: camelCase(member.name) };
  });
}

function memberOf(signature: string, description: string): ApiMember {
  const call = /^(?:async )?(\w+)\((.*?)\) ->/.exec(signature);
  if (!call)
    return {
      name: signature.slice(0, signature.indexOf(':')),
      signature,
      parameters: [],
      description,
      kind: 'property',
    };
  const parameters = call[2] === '' ? [] : splitParameters(call[2]!);
  return { name: call[1]!, signature, parameters, description, kind: 'method' };
}

/** Splits at commas that stand in no bracket. */
function splitParameters(text: string): string[] {
  return text.split(/,\s*(?![^[]*\])/);
}

export function camelCase(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** What can be said in `@actor(…)` (D3). */
export const actorArguments: readonly { name: string; description: string }[] = [
  { name: 'name', description: 'The component’s name; without it, the function’s.' },
  { name: 'inports', description: 'Names, or `{"name", "type", "required", "description", "default"}`.' },
  { name: 'outports', description: 'Names, or `{"name", "type", "description"}`.' },
  { name: 'state', description: 'Whether the actor keeps state between messages.' },
  { name: 'await_all_inports', description: 'True: fires when every connected inport has a message.' },
  { name: 'version', description: 'The version of the actor.' },
  { name: 'description', description: 'What it does; without it, the docstring.' },
  { name: 'tags', description: 'Words to find it by.' },
  { name: 'category', description: 'Where the palette lists it.' },
  { name: 'author', description: 'Who wrote it.' },
  { name: 'dependencies', description: 'Packages it needs.' },
  { name: 'config_schema', description: 'JSON Schema of its config; the inspector makes a form of it.' },
  { name: 'memory', description: 'Most memory, as `"512MB"`.' },
  { name: 'cpu', description: 'Cores; 0.5 is half a core’s time.' },
  { name: 'timeout', description: 'Most seconds for one message.' },
  { name: 'permissions', description: 'What it asks for beyond its sandbox.' },
];
