export const containerPrograms: readonly string[];
export function whyNoContainers(): string | undefined;
export function startContainers(
  image?: string,
): Promise<{ host: string; runtimes: string[]; stop: () => Promise<void> }>;
export function whyNoPodman(): string | undefined;
export function startPodman(image: string): ReturnType<typeof startContainers>;
