const columns = 50;

/**
 * The text of a graph file with as many nodes and wires of built-in components, laid out in rows that each begin with a source: what
 * the canvas is measured with (B9).
 */
export function largeGraphText(nodes = 2000, wires = 3000): string {
  const end = (node: number, port: string) => ({ nodeId: `n${node}`, portId: port });
  const processes: Record<string, object> = {};
  const connections: object[] = [];
  for (let node = 0; node < nodes; node++) {
    const isSource = node % columns === 0;
    const studio = { x: (node % columns) * 300, y: Math.floor(node / columns) * 180 };
    const config = isSource ? { interval: 200, count: 0 } : {};
    processes[`n${node}`] = { component: isSource ? 'Inject' : 'Counter', metadata: { config, studio } };
    if (!isSource) connections.push({ from: end(node - 1, 'out'), to: end(node, 'in') });
  }
  // The other wires leap over neighbours within their row.
  for (let from = 1; connections.length < wires; from = (from + 2) % nodes)
    if (from % columns < columns - 4) connections.push({ from: end(from, 'count'), to: end(from + 3, 'reset') });
  return JSON.stringify({ properties: { name: 'large' }, processes, connections });
}
