import actorStub from '../../../resources/runners/stubs/reflow.d.ts?raw';
import * as typescript from 'monaco-editor/languages/features/typescript/register';

/** Globals of the sandbox beside the language's own: no DOM, no network. */
const sandboxGlobals = `
interface Console { log(...data: unknown[]): void; info(...data: unknown[]): void; warn(...data: unknown[]): void;
  error(...data: unknown[]): void; debug(...data: unknown[]): void; }
declare const console: Console;
declare function setTimeout(callback: (...args: any[]) => void, milliseconds?: number, ...args: any[]): any;
declare function clearTimeout(timer: any): void;
declare function setInterval(callback: (...args: any[]) => void, milliseconds?: number, ...args: any[]): any;
declare function clearInterval(timer: any): void;
declare function setImmediate(callback: (...args: any[]) => void, ...args: any[]): any;
declare function queueMicrotask(callback: () => void): void;
declare function structuredClone<T>(value: T): T;
declare function atob(text: string): string;
declare function btoa(text: string): string;
declare class TextEncoder { encode(text?: string): Uint8Array; }
declare class TextDecoder { constructor(label?: string); decode(bytes?: ArrayBuffer | ArrayBufferView): string; }
declare const performance: { now(): number };
declare const crypto: any; declare const URL: any; declare const URLSearchParams: any; declare const AbortController: any;
declare const Buffer: any; declare const require: any; declare const module: any; declare const exports: any;
declare const globalThis: any;
`;

/** What a browser cannot know: packages and files that are not open; and decorators on functions, which actors may use (D4). */
const unknowable = [2307, 2792, 7016, 2732, 1206, 1219];

/** Makes JavaScript and TypeScript actors type-check as the sandbox runs them. */
export function configureTypeScript(): void {
  for (const defaults of [typescript.javascriptDefaults, typescript.typescriptDefaults]) {
    defaults.setCompilerOptions({
      target: typescript.ScriptTarget.ESNext,
      module: typescript.ModuleKind.ESNext,
      moduleResolution: typescript.ModuleResolutionKind.NodeJs,
      lib: ['esnext'],
      // Every file is a module of its own, also one that neither imports nor exports.
      moduleDetection: 3,
      allowJs: true,
      checkJs: true,
      allowNonTsExtensions: true,
      allowImportingTsExtensions: true,
      esModuleInterop: true,
      noEmit: true,
      strict: defaults === typescript.typescriptDefaults,
    });
    defaults.setDiagnosticsOptions({ diagnosticCodesToIgnore: unknowable });
    defaults.setEagerModelSync(true);
    defaults.setExtraLibs([
      { content: sandboxGlobals, filePath: 'file:///node_modules/@sandbox/globals.d.ts' },
      { content: actorStub, filePath: 'file:///node_modules/@sandbox/reflow.d.ts' },
    ]);
  }
}
