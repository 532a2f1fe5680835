import { RpcClient } from '#shared/rpc/client.ts';
import { emptyGraph, type Graph } from '#shared/graph/graph.ts';
import { applyEdits, type GraphEdit } from '#shared/graph/graphEdit.ts';
import { linkedTransports, type Transport } from '#shared/rpc/transport.ts';

/**
 * The other end of a connection, for tests: keeps one graph as the server does (an edit is told to all, then answered with its
 * revision) and can be told to lose an answer or to edit by itself.
 */
export class GraphPeer {
  graph: Graph = emptyGraph('test');
  revision = 0;
  /** The next edit is applied, but its answer is lost with the connection. */
  loseNextAnswer = false;
  /** Edits that somebody else makes just before the next one arrives. */
  readonly before: GraphEdit[][] = [];
  readonly calls: string[] = [];
  private end: Transport | undefined;
  private nextSubscription = 1;
  private readonly followers: { topic: string; subscription: number }[] = [];

  connect(): RpcClient {
    const [here, there] = linkedTransports();
    this.followers.length = 0;
    this.end = there;
    there.onMessage((text) => this.receive(there, text));
    return new RpcClient(here);
  }

  disconnect(): void {
    this.end?.close();
  }

  edit(edits: GraphEdit[]): void {
    this.graph = applyEdits(this.graph, edits);
    this.revision++;
    this.tell('graph', { kind: 'edited', edits, revision: this.revision });
  }

  /** Tells everybody who follows a topic. */
  tell(topic: string, data: object): void {
    for (const follower of this.followers) {
      if (follower.topic !== topic) continue;
      const params = { subscription: follower.subscription, topic, data };
      this.end?.send(JSON.stringify({ jsonrpc: '2.0', method: 'event', params }));
    }
  }

  private receive(transport: Transport, text: string): void {
    const { id, method, params } = JSON.parse(text) as {
      id: number;
      method: string;
      params: { edits: GraphEdit[]; topic: string };
    };
    this.calls.push(method);
    const answer = (body: object): void => transport.send(JSON.stringify({ jsonrpc: '2.0', id, ...body }));
    if (method === 'subscribe') {
      const subscription = this.nextSubscription++;
      this.followers.push({ topic: params.topic, subscription });
      return answer({ result: { subscription } });
    }
    if (method === 'graph.open')
      return answer({
        result: {
          path: 'test.graph.json',
          graph: this.graph,
          revision: this.revision,
          savedRevision: 0,
          problems: [],
          recovered: null,
        },
      });
    if (method === 'graph.save') return answer({ result: { saved: true, revision: this.revision } });
    if (method !== 'graph.edit') return answer({ result: {} });
    for (const edits of this.before.splice(0)) this.edit(edits);
    try {
      this.edit(params.edits);
    } catch (error) {
      return answer({
        error: { code: -32010, message: `The graph was changed meanwhile: ${(error as Error).message}.` },
      });
    }
    if (this.loseNextAnswer) {
      this.loseNextAnswer = false;
      return this.disconnect();
    }
    answer({ result: { revision: this.revision } });
  }
}
