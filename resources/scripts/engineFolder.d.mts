export function makeEngineFolder(engine: string): Promise<string>;
export function removeEngineFolder(folder: string): Promise<void>;
