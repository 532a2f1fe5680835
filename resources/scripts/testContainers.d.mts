export const containerPrograms: readonly string[];
export function whyNoContainers(): string | undefined;
export function startContainers(
  image: string,
): Promise<{ host: string; runtimes: string[]; stop: () => Promise<void> }>;
