import type { ArrowFunctionExpression, CallExpression, Expression, Function, Program } from 'oxc-parser';
import { propertyName, unwrap } from './javascriptLiteral.ts';

/** A function in any of its written forms. */
export type FunctionNode = Function | ArrowFunctionExpression;

/** A function, an object or a call at the top of a module, by whatever name the module knows it. */
export interface TopValue {
  /** Its own name or the variable's; null for an anonymous default export. */
  readonly name: string | null;
  /** `export default`, `module.exports =`. */
  readonly isDefault: boolean;
  readonly isExported: boolean;
  readonly value: Expression | FunctionNode;
  /** Where its statement begins: a JSDoc comment or a decorator stands above that. */
  readonly start: number;
}

/** What a module has at its top level, ESM and CommonJS alike (D4). */
export interface ModuleContents {
  readonly values: readonly TopValue[];
  /** Local names under which `actor` is known. */
  isActor(callee: string): boolean;
  readonly defaultName: string | null;
}

/** Whether it is a function with a body in this file. */
export function isFunction(value: Expression | FunctionNode): value is FunctionNode {
  return (
    value.type === 'FunctionDeclaration' ||
    value.type === 'FunctionExpression' ||
    value.type === 'ArrowFunctionExpression'
  );
}

/** `a.b.c` of an expression made of names only. */
export function dottedName(expression: Expression | { type: 'Super' }): string | undefined {
  if (expression.type === 'Identifier') return (expression as { name: string }).name;
  if (expression.type !== 'MemberExpression' || expression.computed || expression.property.type !== 'Identifier')
    return undefined;
  const object = dottedName(expression.object);
  return object === undefined ? undefined : `${object}.${expression.property.name}`;
}

/** What a module declares at its top and exports, as ESM or CommonJS. */
export function readModule(program: Program): ModuleContents {
  const collector = new ModuleCollector();
  for (const statement of program.body) collector.statement(statement, statement.start, false);
  return collector.contents();
}

class ModuleCollector {
  private readonly values: TopValue[] = [];
  private readonly actors = new Set(['actor']);
  private readonly modules = new Set(['reflow']);
  private readonly exported = new Set<string>();
  private defaultName: string | null = null;

  contents(): ModuleContents {
    return {
      values: this.values.map((value) =>
        value.name !== null && this.exported.has(value.name) ? { ...value, isExported: true } : value,
      ),
      isActor: (callee) => {
        if (this.actors.has(callee)) return true;
        const dot = callee.lastIndexOf('.');
        return dot > 0 && callee.slice(dot + 1) === 'actor' && this.modules.has(callee.slice(0, dot));
      },
      defaultName: this.defaultName,
    };
  }

  statement(statement: Program['body'][number], start: number, isExported: boolean): void {
    switch (statement.type) {
      case 'ImportDeclaration':
        for (const { type, local, ...specifier } of statement.specifiers) {
          const isReflow = isReflowModule(statement.source.value);
          if (type !== 'ImportSpecifier') this.mark(this.modules, local.name, isReflow);
          else if ('imported' in specifier && nameOf(specifier.imported) === 'actor')
            this.mark(this.actors, local.name, isReflow);
          else if (local.name === 'actor') this.actors.delete('actor');
        }
        break;
      case 'ExportNamedDeclaration':
        if (statement.declaration) this.statement(statement.declaration, start, true);
        for (const { local, exported } of statement.specifiers) {
          this.exported.add(nameOf(local));
          if (nameOf(exported) === 'default') this.defaultName = nameOf(local);
        }
        break;
      case 'ExportDefaultDeclaration':
        this.exportDefault(statement.declaration as Expression | FunctionNode, start);
        break;
      case 'FunctionDeclaration':
        if (statement.id && statement.body)
          this.values.push({ name: statement.id.name, isDefault: false, isExported, value: statement, start });
        break;
      case 'VariableDeclaration':
        for (const { id, init } of statement.declarations) {
          if (!init) continue;
          const value = unwrap(init);
          if (id.type === 'Identifier') this.values.push({ name: id.name, isDefault: false, isExported, value, start });
          this.readRequire(id, value);
        }
        break;
      case 'ExpressionStatement':
        this.expression(unwrap(statement.expression), start);
        break;
    }
  }

  private exportDefault(declaration: Expression | FunctionNode, start: number): void {
    const value = isFunction(declaration) ? declaration : unwrap(declaration);
    if (value.type === 'Identifier') this.defaultName = value.name;
    else if (value.type === 'ObjectExpression') this.exportObject(value, start);
    else this.addDefault(value, start);
  }

  private addDefault(value: Expression | FunctionNode, start: number): void {
    const name = isFunction(value) && value.type !== 'ArrowFunctionExpression' ? (value.id?.name ?? null) : null;
    this.values.push({ name, isDefault: true, isExported: true, value, start });
  }

  /** `module.exports = { process, metadata: {…} }` and the same as a default export. */
  private exportObject(object: Expression, start: number): void {
    if (object.type !== 'ObjectExpression') return;
    for (const property of object.properties) {
      const name = propertyName(property);
      if (name === undefined || property.type === 'SpreadElement') continue;
      const value = unwrap(property.value as Expression);
      if (value.type === 'Identifier') this.exported.add(value.name);
      else
        this.values.push({
          name,
          isDefault: false,
          isExported: true,
          value,
          start: isFunction(value) ? property.start : start,
        });
    }
  }

  private expression(expression: Expression, start: number): void {
    if (expression.type === 'CallExpression') {
      this.values.push({ name: null, isDefault: false, isExported: false, value: expression, start });
      return;
    }
    if (expression.type !== 'AssignmentExpression' || expression.operator !== '=') return;
    const target = dottedName(expression.left as Expression);
    if (target === undefined) return;
    const value = unwrap(expression.right);
    if (target === 'module.exports' || target === 'exports.default' || target === 'module.exports.default')
      this.exportDefault(value, start);
    else if (/^(module\.)?exports\.[^.]+$/.test(target)) {
      const name = target.slice(target.lastIndexOf('.') + 1);
      if (value.type === 'Identifier') this.exported.add(value.name);
      else this.values.push({ name, isDefault: false, isExported: true, value, start });
    } else if (target.endsWith('.__actor_metadata__'))
      this.values.push({ name: '__actor_metadata__', isDefault: false, isExported: true, value, start });
  }

  /** `const { actor: a } = require('reflow')`, `const reflow = require('reflow')`. */
  private readRequire(id: { type: string; name?: string; properties?: unknown[] }, value: Expression): void {
    if (value.type !== 'CallExpression' || dottedName(value.callee) !== 'require') return;
    const [source] = value.arguments;
    if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
    const isReflow = isReflowModule(source.value);
    if (id.type === 'Identifier' && id.name !== undefined) this.mark(this.modules, id.name, isReflow);
    if (id.type !== 'ObjectPattern') return;
    for (const property of (id.properties ?? []) as { key?: { name?: string }; value?: { name?: string } }[])
      if (property.key?.name === 'actor' && property.value?.name !== undefined)
        this.mark(this.actors, property.value.name, isReflow);
  }

  private mark(names: Set<string>, name: string, isMember: boolean): void {
    if (isMember) names.add(name);
    else names.delete(name);
  }
}

function nameOf(name: { type: string; name?: string; value?: unknown }): string {
  return name.name ?? String(name.value);
}

function isReflowModule(source: string): boolean {
  return /^(?:\.{0,2}\/)*(?:.*\/)?reflow(?:\/.*|\.[cm]?[jt]s)?$/.test(source);
}

/** The call of `actor(…)` behind a value; also of `actor({…})(fn)`. */
export function actorCall(value: Expression | FunctionNode, contents: ModuleContents): CallExpression | undefined {
  if (value.type !== 'CallExpression') return undefined;
  const callee = unwrap(value.callee as Expression);
  if (callee.type === 'CallExpression') return actorCall(callee, contents) && value;
  const name = dottedName(callee);
  return name !== undefined && contents.isActor(name) ? value : undefined;
}

/** All arguments of an `actor(…)` call in order, those of the curried form included. */
export function actorArguments(call: CallExpression): Expression[] {
  const callee = unwrap(call.callee as Expression);
  const before = callee.type === 'CallExpression' ? actorArguments(callee) : [];
  return [...before, ...call.arguments.flatMap((one) => (one.type === 'SpreadElement' ? [] : [unwrap(one)]))];
}
