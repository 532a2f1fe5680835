import type { Page } from 'playwright';

/** What React rendered between two moments: how often each card and wire, and how many components in all. */
export interface Renders {
  cards: Record<string, number>;
  /** Cards that were rendered because what they are given is something else, and which of it. */
  given: Record<string, string[]>;
  wires: Record<string, number>;
  components: number;
}

interface Fiber {
  flags: number;
  tag: number;
  memoizedProps: { type?: unknown; id?: unknown } | null;
  child: Fiber | null;
  sibling: Fiber | null;
  alternate: Fiber | null;
}

interface CountingWindow {
  __REACT_DEVTOOLS_GLOBAL_HOOK__: unknown;
  renders: Renders;
}

/** Has React report what it renders, through the hook that its developer tools use; to be called before the page loads. */
export async function countRenders(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const counting = window as unknown as CountingWindow;
    counting.renders = { cards: {}, given: {}, wires: {}, components: 0 };
    // Function components, forwarded references and both forms of memo.
    const components = new Set([0, 11, 14, 15]);
    const performedWork = 1;
    const note = (fiber: Fiber): void => {
      // What came into sight is new, and not rendered again.
      if (!fiber.alternate || !components.has(fiber.tag) || (fiber.flags & performedWork) === 0) return;
      counting.renders.components++;
      const { type, id } = fiber.memoizedProps ?? {};
      const counts = type === 'card' ? counting.renders.cards : type === 'wire' ? counting.renders.wires : undefined;
      if (!counts || typeof id !== 'string') return;
      counts[id] = (counts[id] ?? 0) + 1;
      const [now, before] = [fiber.memoizedProps ?? {}, fiber.alternate.memoizedProps ?? {}] as Record<
        string,
        unknown
      >[];
      const others = Object.keys(now!).filter((name) => !Object.is(now![name], before![name]));
      if (type === 'card' && others.length > 0)
        counting.renders.given[id] = [...new Set([...(counting.renders.given[id] ?? []), ...others])];
    };
    // A subtree that React did not enter is the very same object as before; its flags are of another time.
    const visit = (fiber: Fiber): void => {
      note(fiber);
      if (fiber.alternate && fiber.child === fiber.alternate.child) return;
      for (let child = fiber.child; child; child = child.sibling) visit(child);
    };
    counting.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
      supportsFiber: true,
      renderers: new Map(),
      inject: () => 1,
      checkDCE: () => {},
      onCommitFiberRoot: (_renderer: number, root: { current: Fiber }) => visit(root.current),
      onCommitFiberUnmount: () => {},
      onPostCommitFiberRoot: () => {},
    };
  });
}

/** What was rendered since the last call. */
export function takeRenders(page: Page): Promise<Renders> {
  return page.evaluate(() => {
    const counting = window as unknown as CountingWindow;
    const { renders } = counting;
    counting.renders = { cards: {}, given: {}, wires: {}, components: 0 };
    return renders;
  });
}
