/** The text of a new actor (E5): the smallest one that says everything a person will want to change. */
export function actorTemplate(runtime: 'python' | 'javascript' | 'typescript', name: string): string {
  if (runtime === 'python')
    return `from reflow import actor, ActorContext


@actor(
    name=${JSON.stringify(name)},
    inports=[{"name": "input", "type": "any"}],
    outports=[{"name": "output", "type": "any"}],
)
async def process(context: ActorContext):
    """Say here what ${name} does."""
    value = context.get_input("input")
    return {"output": value}
`;
  const type = runtime === 'typescript' ? ': ActorContext' : '';
  const imports = runtime === 'typescript' ? 'actor, type ActorContext' : 'actor';
  return `import { ${imports} } from 'reflow';

/** Say here what ${name} does. */
export default actor(
  {
    name: ${JSON.stringify(name)},
    inports: [{ name: 'input', type: 'any' }],
    outports: [{ name: 'output', type: 'any' }],
  },
  async (context${type}) => {
    const value = context.getInput('input');
    return { output: value };
  },
);
`;
}
