/** What a graph without nodes says (E9). It lets the pointer through, so that double-click and drop work on it. */
export function EmptyCanvas() {
  return (
    <div className="pointer-events-none absolute inset-0 flex flex-col items-center justify-center gap-1 text-muted">
      <p className="text-lg font-semibold text-ink">This graph is empty</p>
      <p>Drag an actor from the palette onto it, or double-click, or press Space, to add a node.</p>
      <p>Then draw a wire from an outport to an inport, and press Run.</p>
    </div>
  );
}
