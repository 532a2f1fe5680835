import { isRead, references } from '../../readers/javascript/javascriptLegacy.ts';
import { child, children, memberName, nodesOf, type AnyNode } from '../../readers/javascript/javascriptTree.ts';

const pureFunctions = new Set(['Number', 'String', 'Boolean', 'BigInt', 'parseInt', 'parseFloat', 'isNaN', 'isFinite']);
const pureObjects = new Set(['Math', 'JSON', 'Number', 'Array', 'console', 'String', 'context']);
const pureMethods = new Set(
  'slice concat join includes indexOf toFixed toString toUpperCase toLowerCase trim split startsWith endsWith padStart padEnd repeat replace replaceAll map filter some every reduce'.split(
    ' ',
  ),
);

/** Whether a value that is also kept elsewhere may be changed in place: what is read anew each time would not show that. */
export class Changes {
  private readonly asked = new Map<string, boolean>();

  constructor(private readonly body: AnyNode) {}

  ofVariable(name: string): boolean {
    const known = this.asked.get(name);
    if (known !== undefined) return known;
    this.asked.set(name, false);
    const result = references(this.body, name).some(({ node, above }) => {
      const parent = above.at(-1);
      if (parent?.type === 'VariableDeclarator' && child(parent, 'id') === node) return false;
      if (parent?.type === 'AssignmentExpression' && child(parent, 'left') === node) return false;
      if (parent?.type === 'UpdateExpression') return false;
      return this.ofValue(node, above);
    });
    this.asked.set(name, result);
    return result;
  }

  ofValue(node: AnyNode, above: readonly AnyNode[]): boolean {
    const parent = above.at(-1);
    const beyond = above.slice(0, -1);
    switch (parent?.type) {
      case 'LogicalExpression':
      case 'ChainExpression':
      case 'ParenthesizedExpression':
      case 'TSAsExpression':
      case 'TSNonNullExpression':
        return this.ofValue(parent, beyond);
      case 'ConditionalExpression':
        return child(parent, 'test') !== node && this.ofValue(parent, beyond);
      case 'BinaryExpression':
      case 'UnaryExpression':
      case 'TemplateLiteral':
      case 'IfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
      case 'SwitchStatement':
      case 'ExpressionStatement':
      case 'ReturnStatement':
      case 'YieldExpression':
      case 'ThrowStatement':
      case 'Property':
      case 'ArrayExpression':
      case 'SpreadElement':
      case 'ArrowFunctionExpression':
        return false;
      case 'VariableDeclarator':
        return namesIn(child(parent, 'id')).some((name) => this.ofVariable(name));
      case 'AssignmentExpression': {
        const left = child(parent, 'left');
        if (left?.type === 'Identifier') return this.ofVariable(String(left['name']));
        return parent['operator'] === '=' && left?.type !== 'MemberExpression';
      }
      case 'ForOfStatement':
        return children(child(parent, 'left'), 'declarations').some((one) =>
          namesIn(child(one, 'id')).some((name) => this.ofVariable(name)),
        );
      case 'CallExpression':
        return !isPure(child(parent, 'callee'));
      case 'MemberExpression':
        return child(parent, 'object') === node && this.ofMember(parent, beyond);
      default:
        return true;
    }
  }

  private ofMember(member: AnyNode, above: readonly AnyNode[]): boolean {
    const parent = above.at(-1);
    const name = memberName(member);
    if (parent?.type === 'CallExpression' && child(parent, 'callee') === member)
      return name === 'at' ? this.ofValue(parent, above.slice(0, -1)) : name === undefined || !pureMethods.has(name);
    if (!isRead(member, parent)) return true;
    return name !== 'length' && this.ofValue(member, above);
  }
}

function isPure(callee: AnyNode | undefined): boolean {
  if (callee?.type === 'Identifier') return pureFunctions.has(String(callee['name']));
  return callee?.type === 'MemberExpression' && pureObjects.has(String(child(callee, 'object')?.['name']));
}

function namesIn(pattern: AnyNode | undefined): string[] {
  if (!pattern) return [];
  const names: string[] = [];
  for (const { node, above } of nodesOf(pattern)) {
    const parent = above.at(-1);
    const isKey = parent?.type === 'Property' && child(parent, 'key') === node && child(parent, 'value') !== node;
    if (node.type === 'Identifier' && !isKey) names.push(String(node['name']));
  }
  return names;
}
