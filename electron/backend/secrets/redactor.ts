import type { Value } from '#shared/message/message.ts';

/** Shorter values are everywhere in ordinary text. */
const shortestSecret = 4;
/** From this length on a value is not found in a text by chance. */
const shortestCertain = 8;
/** Lines of a secret of several lines that are found on their own, such as those of a private key. */
const shortestLine = 12;

/** Takes the values of known secrets out of everything that is shown or kept (N12). Costs nothing while none is known. */
export class Redactor {
  /** By how it may be written, the name of the secret. */
  private readonly known = new Map<string, string>();
  private pattern: RegExp | undefined;

  /** From now on this value is written `[secret NAME]`, as it is or as JSON, a log, a URL, base64 or hexadecimal digits have it. */
  know(name: string, value: string): void {
    const before = this.known.size;
    for (const written of spellings(value)) if (!this.known.has(written)) this.known.set(written, name);
    if (this.known.size === before) return;
    const longestFirst = [...this.known.keys()].sort((one, other) => other.length - one.length);
    this.pattern = new RegExp(longestFirst.map(escaped).join('|'), 'g');
  }

  text(text: string): string {
    return this.pattern ? text.replace(this.pattern, (found) => `[secret ${this.known.get(found)}]`) : text;
  }

  /** JSON text in UTF-8 bytes; the same bytes where nothing is found. */
  json(bytes: Buffer): Buffer {
    if (!this.pattern) return bytes;
    const text = bytes.toString('utf8');
    const clean = this.text(text);
    if (clean === text) return bytes;
    try {
      JSON.parse(clean);
      return Buffer.from(clean);
    } catch {
      // A number was the secret: with words in its place it would be no JSON.
      return Buffer.from('"[secret]"');
    }
  }

  /** Data of the kinds that messages carry, with secrets taken out of every text in it, keys included. */
  value<Data>(data: Data): Data {
    return this.pattern ? (this.redacted(data as Value | undefined) as Data) : data;
  }

  /** The name of a secret whose value is in a text; a short one may be there by chance, and is not looked for. */
  find(text: string): string | undefined {
    for (const [written, name] of this.known)
      if (written.length >= shortestCertain && text.includes(written)) return name;
    return undefined;
  }

  private redacted(value: Value | undefined): Value | undefined {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.redacted(item)!);
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.text(key), this.redacted(item)!]));
  }
}

/** Whether a variable of the environment is called as secrets are: others are configuration, and stay readable in logs. */
export function isSecretName(name: string): boolean {
  return /key|token|secret|passw|passphrase|credential|auth|private|dsn|cookie|session|signature|salt|_pwd|_pass$|^pass$|_url$|_uri$/i.test(
    name,
  );
}

function spellings(value: string): Set<string> {
  const all = new Set<string>();
  const lines = value.split(/\r?\n/).filter((line) => line.length >= shortestLine);
  for (const part of [value, value.trim(), ...lines]) {
    if (part.length < shortestSecret) continue;
    const quoted = JSON.stringify(part).slice(1, -1);
    // As it is; as JSON has it; as Python and JavaScript show a text, which they quote as it suits them.
    const shown = quoted.replaceAll(String.raw`\"`, '"');
    for (const written of [part, quoted, shown, shown.replaceAll("'", String.raw`\'`)]) all.add(written);
    all.add(encodeURIComponent(Buffer.from(part).toString()));
    for (const encoding of ['base64', 'base64url', 'hex'] as const) all.add(Buffer.from(part).toString(encoding));
  }
  return all;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
