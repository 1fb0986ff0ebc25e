import { mayLead, type Path } from '../expressions/path.ts';
import type { SyntaxNode } from '../expressions/source.ts';

/** One use of a name by a reference: `keys` are those behind it that can be told without running it. */
export interface FlowRead {
  name: string;
  keys: readonly (string | number)[];
}

/** The plain path that a syntax tree spells, `?.` included, since what is missing is empty in any case; else null. */
export function pathOfTree(root: SyntaxNode): Path | null {
  const { base, steps } = membersOf(root);
  if (base.type !== 'Identifier' || !mayLead(String(base.name))) return null;
  const keys = staticKeys(steps);
  return keys.length === steps.length ? [String(base.name), ...keys] : null;
}

/**
 * What a syntax tree reads of the given names. A name that the tree also declares for itself may be listed without being
 * read: that costs a value too many, never one too few.
 */
export function readsOfTree(root: SyntaxNode, names: ReadonlySet<string>): FlowRead[] {
  const found: FlowRead[] = [];
  const pending: SyntaxNode[] = [root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { base, steps } = membersOf(next);
    for (const step of steps) if (step.computed !== null) pending.push(step.computed);
    if (base.type !== 'Identifier') pending.push(...childrenOf(base));
    else if (names.has(String(base.name))) found.push(...readsOf(String(base.name), steps));
  }
  return found;
}

/** One step along a chain of members: the keys that it may lead to, and the expression that chooses among them. */
interface MemberStep {
  /** Null: only the run can tell. */
  keys: readonly (string | number)[] | null;
  computed: SyntaxNode | null;
}

/** An expression, and the members that are read of it in turn. */
function membersOf(root: SyntaxNode): { base: SyntaxNode; steps: MemberStep[] } {
  const steps: MemberStep[] = [];
  let base = unchained(root);
  while (base.type === 'MemberExpression') {
    steps.push(memberStep(base));
    base = unchained(base.object as SyntaxNode);
  }
  return { base, steps: steps.reverse() };
}

function unchained(node: SyntaxNode): SyntaxNode {
  return node.type === 'ChainExpression' ? (node.expression as SyntaxNode) : node;
}

function memberStep({ property, computed }: SyntaxNode): MemberStep {
  const node = property as SyntaxNode;
  if (computed !== true) return { keys: node.type === 'Identifier' ? [String(node.name)] : null, computed: null };
  const key = literalKey(node);
  if (key !== null) return { keys: [key], computed: null };
  return { keys: listedKeys(node), computed: node };
}

function literalKey({ type, value }: SyntaxNode): string | number | null {
  if (type !== 'Literal') return null;
  return typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value)) ? value : null;
}

/** Several names at once, as the input of a step that takes more than one connection has them: `['a', 'b']`. */
function listedKeys({ type, expressions }: SyntaxNode): (string | number)[] | null {
  if (type !== 'SequenceExpression') return null;
  const keys = (expressions as SyntaxNode[]).map(literalKey);
  return keys.every((key) => key !== null) ? keys : null;
}

/** The keys from the head on, up to the first that is not one alone. */
function staticKeys(steps: readonly MemberStep[]): (string | number)[] {
  const keys: (string | number)[] = [];
  for (const step of steps) {
    const [key, ...more] = step.keys ?? [];
    if (key === undefined || more.length > 0) break;
    keys.push(key);
  }
  return keys;
}

function readsOf(name: string, steps: readonly MemberStep[]): FlowRead[] {
  const listed = steps[0]?.keys ?? [];
  if (listed.length > 1) return listed.map((key) => ({ name, keys: [key] }));
  return [{ name, keys: staticKeys(steps) }];
}

/** Keys of objects and classes are names of their own, unless they are computed. */
function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.entries(node)
    .filter(([field]) => field !== 'key' || node.computed === true)
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
