import { BUILT_IN_NAMES, FORBIDDEN_NAMES } from './builtins.ts';
import type { ExpressionFault, Read } from './expression.ts';
import type { SyntaxNode } from './source.ts';

/** What a syntax tree uses from outside itself, and what it must not do. */
export interface FreeNames {
  /** Uses of names that the tree does not declare and the language does not have. */
  reads: Read[];
  /** Uses, by templates within the tree, of names that the tree itself declares. */
  local: Set<Read>;
  faults: ExpressionFault[];
}

/**
 * Finds the free names of an expression, aware of scopes: parameters, nested functions, blocks, classes.
 * Works on a list of its own instead of the stack, so depth does not matter.
 */
export function analyseNames(root: SyntaxNode): FreeNames {
  const walk = new Walk();
  walk.visit(root, { names: new Set(), parent: null, isFunction: true, hasThis: false, depth: 0 });
  walk.run();
  return walk.settle();
}

interface LexicalScope {
  names: Set<string>;
  parent: LexicalScope | null;
  /** Whether `var` stops here. */
  isFunction: boolean;
  hasThis: boolean;
  depth: number;
}

/** Scopes within scopes; a bound, because looking a name up walks through them. */
const MAX_SCOPE_DEPTH = 100;

/** Why an identifier stands where it does: read, assigned to, or declared in a scope. */
type Role = 'read' | 'write' | LexicalScope;

interface Use {
  read: Read;
  scope: LexicalScope;
  role: 'read' | 'write' | 'hole';
}

class Walk {
  private readonly pending: { node: SyntaxNode; scope: LexicalScope; role: Role }[] = [];
  private readonly uses: Use[] = [];
  private readonly faults: ExpressionFault[] = [];

  visit(node: unknown, scope: LexicalScope, role: Role = 'read'): void {
    if (isNode(node)) this.pending.push({ node, scope, role });
  }

  run(): void {
    for (let next = this.pending.pop(); next !== undefined; next = this.pending.pop()) {
      const { node, scope, role } = next;
      if (scope.depth > MAX_SCOPE_DEPTH) {
        this.faults.push({ code: 'EXPRESSION_TOO_DEEP', offset: node.start, values: {} });
        return;
      }
      const handler = HANDLERS[node.type];
      if (handler === undefined) this.visitFields(node, scope);
      else handler(this, node, scope, role);
    }
  }

  /** Sorts the uses out, now that all declarations are known: hoisting makes them count before they stand. */
  settle(): FreeNames {
    const result: FreeNames = { reads: [], local: new Set(), faults: this.faults };
    for (const use of this.uses.sort((a, b) => a.read.offset - b.read.offset)) {
      if (isDeclared(use.read.name, use.scope)) {
        if (use.role === 'hole') result.local.add(use.read);
      } else this.settleFree(use, result);
    }
    return result;
  }

  private settleFree({ read, role }: Use, result: FreeNames): void {
    const { name, offset } = read;
    if (role === 'write') result.faults.push({ code: 'EXPRESSION_ASSIGNMENT', offset, values: { name } });
    else if (FORBIDDEN_NAMES.has(name)) {
      result.faults.push({ code: 'EXPRESSION_NAME_FORBIDDEN', offset, values: { name } });
    } else if (!BUILT_IN_NAMES.has(name)) result.reads.push(read);
  }

  use(name: string, offset: number, scope: LexicalScope, role: Use['role'], nodeId: string | null = null): void {
    this.uses.push({ read: { name, nodeId, offset }, scope, role });
  }

  useHole(hole: SyntaxNode, scope: LexicalScope): void {
    for (const read of hole.reads as readonly Read[]) this.uses.push({ read, scope, role: 'hole' });
  }

  forbid(syntax: string, node: SyntaxNode): void {
    this.faults.push({ code: 'EXPRESSION_SYNTAX_FORBIDDEN', offset: node.start, values: { syntax } });
  }

  visitAll(nodes: unknown, scope: LexicalScope, role: Role = 'read'): void {
    if (Array.isArray(nodes)) for (const node of nodes) this.visit(node, scope, role);
  }

  visitFields(node: SyntaxNode, scope: LexicalScope): void {
    for (const field of Object.values(node)) {
      if (Array.isArray(field)) this.visitAll(field, scope);
      else this.visit(field, scope);
    }
  }

  visitFunction(node: SyntaxNode, scope: LexicalScope): void {
    const isArrow = node.type === 'ArrowFunctionExpression';
    const inner = childScope(scope, { isFunction: true, hasThis: scope.hasThis || !isArrow });
    if (!isArrow) inner.names.add('arguments');
    this.visitAll(node.params, inner, inner);
    const body = node.body as SyntaxNode;
    if (body.type === 'BlockStatement') this.visitAll(body.body, inner);
    else this.visit(body, inner);
  }

  visitClass(node: SyntaxNode, scope: LexicalScope): void {
    const inner = childScope(scope, { hasThis: true });
    this.visit(node.id, inner, inner);
    this.visit(node.superClass, inner);
    this.visit(node.body, inner);
  }
}

type Handler = (walk: Walk, node: SyntaxNode, scope: LexicalScope, role: Role) => void;

const block: Handler = (walk, node, scope) => walk.visitFields(node, childScope(scope, {}));
const nothing: Handler = () => undefined;
/** A member of a class or an object: its key is a name only when it is computed. */
const member: Handler = (walk, node, scope, role) => {
  if (node.computed === true) walk.visit(node.key, scope);
  walk.visit(node.value, scope, role);
};
const loopOver: Handler = (walk, node, scope) => {
  const inner = childScope(scope, {});
  const left = node.left as SyntaxNode;
  walk.visit(left, inner, left.type === 'VariableDeclaration' ? 'read' : 'write');
  walk.visit(node.right, inner);
  walk.visit(node.body, inner);
};

const HANDLERS: Readonly<Record<string, Handler>> = {
  Identifier: (walk, node, scope, role) => {
    const name = String(node.name);
    if (typeof role === 'object') role.names.add(name);
    else walk.use(name, node.start, scope, role);
  },
  TemplateHole: (walk, node, scope) => walk.useHole(node, scope),
  MemberExpression: (walk, node, scope) => {
    const object = node.object as SyntaxNode;
    if (node.computed === true) walk.visit(node.property, scope);
    const nodeId = object.type === 'Identifier' && object.name === 'nodes' ? staticKey(node) : null;
    if (nodeId === null) walk.visit(object, scope);
    else walk.use('nodes', object.start, scope, 'read', nodeId);
  },
  Property: member,
  MethodDefinition: member,
  PropertyDefinition: member,
  ObjectPattern: (walk, node, scope, role) => walk.visitAll(node.properties, scope, role),
  ArrayPattern: (walk, node, scope, role) => walk.visitAll(node.elements, scope, role),
  RestElement: (walk, node, scope, role) => walk.visit(node.argument, scope, role),
  AssignmentPattern: (walk, node, scope, role) => {
    walk.visit(node.left, scope, role);
    walk.visit(node.right, scope);
  },
  AssignmentExpression: (walk, node, scope) => {
    walk.visit(node.left, scope, 'write');
    walk.visit(node.right, scope);
  },
  UpdateExpression: (walk, node, scope) => walk.visit(node.argument, scope, 'write'),
  ForInStatement: loopOver,
  ForOfStatement: loopOver,
  VariableDeclaration: (walk, node, scope) => {
    const target = node.kind === 'var' ? functionScope(scope) : scope;
    for (const declarator of node.declarations as SyntaxNode[]) {
      walk.visit(declarator.id, scope, target);
      walk.visit(declarator.init, scope);
    }
  },
  FunctionDeclaration: (walk, node, scope) => {
    walk.visit(node.id, scope, scope);
    walk.visitFunction(node, scope);
  },
  FunctionExpression: (walk, node, scope) => {
    const named = childScope(scope, {});
    walk.visit(node.id, named, named);
    walk.visitFunction(node, named);
  },
  ArrowFunctionExpression: (walk, node, scope) => walk.visitFunction(node, scope),
  ClassDeclaration: (walk, node, scope) => {
    walk.visit(node.id, scope, scope);
    walk.visitClass(node, scope);
  },
  ClassExpression: (walk, node, scope) => walk.visitClass(node, scope),
  BlockStatement: block,
  ForStatement: block,
  SwitchStatement: block,
  StaticBlock: (walk, node, scope) => walk.visitFields(node, childScope(scope, { isFunction: true })),
  CatchClause: (walk, node, scope) => {
    const inner = childScope(scope, {});
    walk.visit(node.param, inner, inner);
    walk.visit(node.body, inner);
  },
  LabeledStatement: (walk, node, scope) => walk.visit(node.body, scope),
  BreakStatement: nothing,
  ContinueStatement: nothing,
  MetaProperty: (walk, node) => {
    if ((node.meta as SyntaxNode).name === 'import') walk.forbid('import.meta', node);
  },
  ImportExpression: (walk, node) => walk.forbid('import()', node),
  ThisExpression: (walk, node, scope) => {
    if (!scope.hasThis) walk.forbid('this', node);
  },
};

function childScope(parent: LexicalScope, own: { isFunction?: boolean; hasThis?: boolean }): LexicalScope {
  const { isFunction = false, hasThis = parent.hasThis } = own;
  return { names: new Set(), parent, isFunction, hasThis, depth: parent.depth + 1 };
}

function functionScope(scope: LexicalScope): LexicalScope {
  let current = scope;
  while (!current.isFunction && current.parent !== null) current = current.parent;
  return current;
}

function isDeclared(name: string, scope: LexicalScope): boolean {
  for (let current: LexicalScope | null = scope; current !== null; current = current.parent) {
    if (current.names.has(name)) return true;
  }
  return false;
}

function staticKey(member: SyntaxNode): string | null {
  const property = member.property as SyntaxNode;
  if (member.computed !== true) return property.type === 'Identifier' ? String(property.name) : null;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : null;
}

function isNode(value: unknown): value is SyntaxNode {
  return (
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value
  );
}
