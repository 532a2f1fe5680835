/** A member of a class, or a function, as a Python stub declares it. */
export interface StubMember {
  name: string;
  /** `get_input(port: str = "input", default: Any = None) -> Any`, or `config: dict[str, Any]`. */
  signature: string;
  /** As they stand in the signature, without `self`. */
  parameters: string[];
  description: string;
  kind: 'method' | 'property';
  isStatic: boolean;
}

const definition = /^def (\w+)\(([\s\S]*)\) -> ([^:]+):/;
const attribute = /^(\w+): (.+)$/;

/**
 * Reads a `.pyi` file of the plain kind that ships with the program: classes with attributes, properties and methods, one level
 * deep, and functions (under the name ''). Of overloads the longest is kept.
 */
export function readPythonStub(text: string): ReadonlyMap<string, StubMember[]> {
  const owners = new Map<string, StubMember[]>([['', []]]);
  const lines = text.split('\n');
  let owner = '';
  let decorators: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (/^class (\w+)/.test(line)) {
      owner = /^class (\w+)/.exec(line)![1]!;
      owners.set(owner, []);
    } else if (/^\S/.test(line) && !line.startsWith(')')) owner = '';
    const statement = line.trim();
    if (statement.startsWith('@')) {
      decorators.push(statement);
      continue;
    }
    const whole = statement.startsWith('def ') ? wholeStatement(lines, at) : statement;
    const member = memberOf(whole, decorators, docstringAfter(lines, at + whole.split('\n').length));
    decorators = [];
    if (member && !member.name.startsWith('_') && (owner !== '' || member.kind === 'method'))
      keepLonger(owners.get(owner)!, member);
  }
  return owners;
}

function memberOf(statement: string, decorators: readonly string[], description: string): StubMember | undefined {
  const property = decorators.includes('@property');
  const isStatic = decorators.includes('@staticmethod');
  const def = definition.exec(statement);
  if (def) {
    const [, name, list, result] = def as unknown as [string, string, string, string];
    if (property)
      return { name, signature: `${name}: ${result}`, parameters: [], description, kind: 'property', isStatic: false };
    const parameters = splitParameters(list).filter((parameter) => !['self', '/', '*'].includes(parameter));
    return {
      name,
      signature: `${name}(${parameters.join(', ')}) -> ${result}`,
      parameters,
      description,
      kind: 'method',
      isStatic,
    };
  }
  const plain = attribute.exec(statement);
  if (!plain) return undefined;
  return { name: plain[1]!, signature: statement, parameters: [], description: '', kind: 'property', isStatic: false };
}

/** A definition to the colon that ends its head, over as many lines as that takes. */
function wholeStatement(lines: readonly string[], from: number): string {
  let end = from;
  while (end < lines.length - 1 && !/:(?:\s*\.\.\.)?$/.test(lines[end]!.trimEnd())) end++;
  return lines
    .slice(from, end + 1)
    .map((line) => line.trim())
    .join('\n');
}

function docstringAfter(lines: readonly string[], at: number): string {
  const first = lines[at]?.trim() ?? '';
  if (!first.startsWith('"""')) return '';
  const end = lines.findIndex(
    (line, index) => (index > at || first.length > 3) && index >= at && line.trim().endsWith('"""'),
  );
  const text = lines.slice(at, end + 1).map((line) => line.trim());
  return text.join('\n').replaceAll('"""', '').replaceAll('``', '`').trim();
}

/** Splits at commas that stand in no bracket. */
function splitParameters(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of list) {
    if ('[('.includes(character)) depth++;
    if ('])'.includes(character)) depth--;
    if (character === ',' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [...parts, part].map((one) => one.trim()).filter((one) => one !== '');
}

function keepLonger(members: StubMember[], member: StubMember): void {
  const at = members.findIndex(({ name }) => name === member.name);
  if (at === -1) members.push(member);
  else if (member.parameters.length > members[at]!.parameters.length)
    members[at] = { ...member, description: member.description || members[at]!.description };
}
