/** A directed graph over the numbers below `size`; an edge runs from what comes first to what comes later. */
export interface Graph {
  readonly size: number;
  readonly after: readonly ReadonlySet<number>[];
}

/** Builds a graph from pairs; edges of a node to itself are left out. */
export function buildGraph(size: number, edges: Iterable<readonly [first: number, later: number]>): Graph {
  const after = Array.from({ length: size }, () => new Set<number>());
  for (const [first, later] of edges) if (first !== later) after[first]?.add(later);
  return { size, after };
}

/**
 * The number of the strongly connected component of each node (Tarjan), without recursion: a chain of foreign keys may
 * be thousands long.
 */
export function findComponents({ size, after }: Graph): readonly number[] {
  const index = Array.from({ length: size }, () => -1);
  const low = Array.from({ length: size }, () => 0);
  const component = Array.from({ length: size }, () => -1);
  const path: number[] = [];
  let [counter, components] = [0, 0];
  const open = (node: number) => {
    index[node] = low[node] = counter++;
    path.push(node);
    return { node, successors: (after[node] ?? new Set<number>()).values() };
  };
  const close = (node: number) => {
    if (low[node] !== index[node]) return;
    for (let member = path.pop(); member !== undefined; member = path.pop()) {
      component[member] = components;
      if (member === node) break;
    }
    components++;
  };
  for (let root = 0; root < size; root++) {
    if (index[root] !== -1) continue;
    const stack = [open(root)];
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      const { value: next, done } = frame.successors.next();
      if (!done) {
        if (index[next] === -1) stack.push(open(next));
        else if (component[next] === -1) low[frame.node] = Math.min(low[frame.node] ?? 0, index[next] ?? 0);
        continue;
      }
      close(frame.node);
      stack.pop();
      const parent = stack.at(-1);
      if (parent) low[parent.node] = Math.min(low[parent.node] ?? 0, low[frame.node] ?? 0);
    }
  }
  return component;
}

/** The nodes of an acyclic graph in an order that its edges allow; of several ready ones, the lowest number first. */
export function sortTopologically({ size, after }: Graph): readonly number[] {
  const waiting = Array.from({ length: size }, () => 0);
  for (const successors of after) for (const node of successors) waiting[node] = (waiting[node] ?? 0) + 1;
  const ready: number[] = [];
  for (let node = 0; node < size; node++) if (waiting[node] === 0) push(ready, node);
  const order: number[] = [];
  for (let node = pop(ready); node !== undefined; node = pop(ready)) {
    order.push(node);
    for (const next of after[node] ?? []) {
      waiting[next] = (waiting[next] ?? 0) - 1;
      if (waiting[next] === 0) push(ready, next);
    }
  }
  return order;
}

// A binary heap, smallest first.
function push(heap: number[], value: number): void {
  let at = heap.push(value) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if ((heap[parent] ?? 0) <= value) break;
    heap[at] = heap[parent] ?? 0;
    at = parent;
  }
  heap[at] = value;
}

function pop(heap: number[]): number | undefined {
  const [top] = heap;
  const last = heap.pop();
  if (top === undefined || last === undefined || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if ((heap[child + 1] ?? Infinity) < (heap[child] ?? Infinity)) child++;
    if ((heap[child] ?? Infinity) >= last) break;
    heap[at] = heap[child] ?? 0;
    at = child;
  }
  heap[at] = last;
  return top;
}
