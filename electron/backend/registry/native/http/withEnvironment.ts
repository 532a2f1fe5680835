/**
 * Puts environment variables of a node in the place of `${NAME}`, so that no secret stands in a graph (N12).
 * @throws Error naming a variable that is not set
 */
export function withEnvironment(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = environment[name];
    if (value === undefined)
      throw new Error(`\${${name}} is not set: name it in the node's env_vars and give it a value in the environment.`);
    return value;
  });
}
