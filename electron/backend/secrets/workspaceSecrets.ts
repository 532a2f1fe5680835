import type { Graph } from '#shared/graph/graph.ts';
import { declaredVariables } from '../network/environment.ts';
import { isSecretName, type Redactor } from './redactor.ts';
import type { SecretStore } from './secretStore.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What graphs are given of secrets and the environment, each known to the redactor from then on (N12). */
export class WorkspaceSecrets {
  constructor(
    private readonly store: SecretStore,
    private readonly redactor: Redactor,
    private readonly environment: Environment,
    private readonly warn: (problem: string) => void,
  ) {}

  /** Reads the secrets again. Those that cannot be used are told of; whoever needs one is told again, by its name. */
  async load(): Promise<void> {
    try {
      await this.store.load();
    } catch (error) {
      this.warn((error as Error).message);
    }
    for (const [name, value] of Object.entries(this.store.values)) this.redactor.know(name, value);
  }

  /** What nodes may declare: a variable of the environment goes before a secret of its name. */
  get variables(): Environment {
    return { ...this.store.values, ...this.environment };
  }

  /** The token of another runtime server, shown nowhere. */
  token(name: string): string | undefined {
    const token = this.variables[name];
    if (token !== undefined) this.redactor.know(name, token);
    return token;
  }

  /** What the nodes of a graph are given must not be shown from now on. @returns whether there is anything */
  learn(graph: Graph): boolean {
    const { values } = this.store;
    const names = [...declaredVariables(graph)].filter((name) => Object.hasOwn(values, name) || isSecretName(name));
    for (const name of names) this.redactor.know(name, this.variables[name] ?? '');
    return names.length > 0;
  }
}
