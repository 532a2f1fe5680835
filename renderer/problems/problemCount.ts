/** How many problems there are, for the badge on the panel's tab. */
export function useProblemCount(): number {
  return 0;
}
