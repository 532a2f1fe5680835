/** Whether the person asked for reduced motion; movements of the view are immediate then. */
export function prefersReducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
