/** A readable id for a new node: the component's name, with a number when it is taken. */
export function newNodeId(componentName: string, isTaken: (id: string) => boolean): string {
  if (!isTaken(componentName)) return componentName;
  const stem = componentName.replace(/\d+$/, '') || componentName;
  for (let number = 2; ; number++) if (!isTaken(`${stem}${number}`)) return `${stem}${number}`;
}
