import { typescript } from 'monaco-editor/languages/features/typescript/lib/typescriptServices';
import {
  TypeScriptWorker,
  type CreateData,
  type WorkerContext,
} from 'monaco-editor/languages/features/typescript/tsWorker';
import { contextInsertions, ownName } from './contextOverlay.ts';
import { InsertedText } from './insertions.ts';

/** Monaco's worker, for which open scripts have the types that `contextInsertions` says. */
class InsertingWorker extends TypeScriptWorker {
  private readonly texts = new Map<string, { version: number; text: InsertedText }>();
  private showsInserted = true;

  override _getScriptText(fileName: string): string | undefined {
    return (this.showsInserted && this.insertedText(fileName)?.text) || super._getScriptText(fileName);
  }

  override getScriptVersion(fileName: string): string {
    return `${super.getScriptVersion(fileName)}${this.showsInserted ? '' : ' as it is'}`;
  }

  /** TypeScript says by the end of a name what a file is written in; Monaco knows the usual two of them only. */
  override getScriptKind(fileName: string): number {
    return /\.[cm]?ts$/.test(fileName) ? 3 : super.getScriptKind(fileName);
  }

  /** Asks without insertions: formatting is about every space between the words of a person. */
  asItIs<T>(ask: () => T): T {
    this.showsInserted = false;
    try {
      return ask();
    } finally {
      this.showsInserted = true;
    }
  }

  /** Undefined for files that are not open. */
  insertedText(fileName: string): InsertedText | undefined {
    const model = this._getModel(fileName);
    if (!model) return void this.texts.delete(fileName);
    const { version } = model;
    const known = this.texts.get(fileName);
    if (known?.version === version) return known.text;
    const original = model.getValue();
    const text = new InsertedText(original, contextInsertions(typescript, fileName, original));
    this.texts.set(fileName, { version, text });
    return text;
  }
}

/**
 * The TypeScript language service as Monaco asks it (E5), knowing the context of each actor. Places go in and come out as they are in the
 * text that a person sees.
 */
export function createOverlaidWorker(context: WorkerContext, data: CreateData): object {
  const worker = new InsertingWorker(context, data);
  return new Proxy(worker, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (fileName: unknown, ...rest: unknown[]): Promise<unknown> => {
        if (String(name).startsWith('getFormattingEdits'))
          return target.asItIs(() => method.call(target, fileName, ...rest) as unknown);
        const text = typeof fileName === 'string' ? target.insertedText(fileName) : undefined;
        if (!text) return seen(await method.call(target, fileName, ...rest), undefined, target);
        // Places follow the file's name: one, or both ends of a range.
        const others = rest.findIndex((one) => typeof one !== 'number');
        const places = others < 0 ? rest.length : others;
        const inserted = rest.map((one, index) => (index < places ? text.inserted(one as number) : one));
        return seen(await method.call(target, fileName, ...inserted), text, target);
      };
    },
  });
}

type Answer = Readonly<Record<string, unknown>>;

/** An answer with places as a person sees them, without what stands in insertions only. @param text the file that it is about */
function seen(value: unknown, text: InsertedText | undefined, worker: InsertingWorker): unknown {
  if (Array.isArray(value))
    return value
      .map((one) => seen(one, text, worker))
      .filter((one, index) => one !== undefined || value[index] === undefined);
  if (typeof value !== 'object' || value === null) return value;
  const answer = value as Answer;
  if (typeof answer['name'] === 'string' && ownName.test(answer['name'])) return undefined;
  const fileName = answer['fileName'] ?? (answer['file'] as Answer | undefined)?.['fileName'];
  const about = typeof fileName === 'string' ? worker.insertedText(fileName) : text;
  const { start, length } = answer;
  if (typeof start === 'number' && typeof length === 'number' && about) {
    const range = about.original(start, length);
    return range && { ...(rest(answer, about, worker) as Answer), ...range };
  }
  return rest(answer, about, worker);
}

function rest(answer: Answer, text: InsertedText | undefined, worker: InsertingWorker): unknown {
  const entries = Object.entries(answer).map(([key, value]) => [key, seenPart(key, value, text, worker)] as const);
  const lost = entries.some(([key, value]) => answer[key] && isPlaceless(key, value));
  return lost ? undefined : Object.fromEntries(entries);
}

/** What has its place in insertions only is not there for a person; an item of an outline has several places. */
function isPlaceless(key: string, value: unknown): boolean {
  if (key === 'spans') return Array.isArray(value) && value.length === 0;
  return ['span', 'textSpan'].includes(key) && value === undefined;
}

function seenPart(key: string, value: unknown, text: InsertedText | undefined, worker: InsertingWorker): unknown {
  if (key === 'position' && typeof value === 'number') return text?.original(value, 0)?.start ?? value;
  if (key === 'messageText' && typeof value === 'string') return readable(value);
  if (key === 'displayParts' && Array.isArray(value)) {
    const whole = value.map((part: { text: string }) => part.text).join('');
    const short = readable(whole);
    return short === whole ? value : [{ text: short, kind: 'text' }];
  }
  return seen(value, text, worker);
}

/** A text of TypeScript's with the name that a person knows for an actor's context. */
export function readable(text: string): string {
  const start = /\b(?:reflow\.)?(?:ContextOf|ReflowContext\d+)</.exec(text);
  if (!start) return text.replaceAll(/\bReflowContext\d+\b/g, 'ActorContext');
  let depth = 1;
  let end = start.index + start[0].length;
  // The arrow of a function's type closes nothing.
  for (; end < text.length && depth > 0; end++)
    depth += text[end] === '<' ? 1 : text[end] === '>' && text[end - 1] !== '=' ? -1 : 0;
  return `${text.slice(0, start.index)}ActorContext${readable(text.slice(end))}`;
}
