/** Path of an Electron that tests can start. */
export function testElectron(): Promise<string>;
