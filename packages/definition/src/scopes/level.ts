import type { NodeType } from '../definition.ts';
import type { BitSet } from '../graph/graph.ts';
import { nodeSpecs } from '../nodes/index.ts';
import type { LoopName } from '../plan.ts';

/** One graph of a definition as scopes see it: the whole, or the body of a loop. */
export interface Level {
  /** Positions of the nodes by id, in the order of the definition. */
  positions: ReadonlyMap<string, number>;
  /** For each position, those from which edges lead there. */
  upstream: readonly BitSet[];
  /** The loop whose body this is; null for the whole. */
  around: Around | null;
}

export interface Around {
  level: Level;
  position: number;
  type: NodeType;
}

/** Where a text stands whose names are looked up. */
export interface Viewpoint {
  level: Level;
  position: number;
  /** Type of the node; null when it is none. */
  type: NodeType | null;
  /** The body of the node, where the text sees its nodes as the round before left them. */
  ownBody: Level | null;
  /** Whether the text sees the result of its own node: it undoes the node. */
  seesSelf: boolean;
}

/** How a node is seen from a viewpoint. */
export type Sight =
  /** Its outcome is there, in this graph or one around it. */
  | 'now'
  /** As the last round of the loop left it. */
  | 'previous'
  /** It is the very node. */
  | 'self'
  /** It is the loop around, which goes on. */
  | 'loop'
  /** It stands in this graph or one around it, but no edges lead from there. */
  | 'aside';

/** A node as it is seen from a viewpoint, and the graph that it stands in. */
export interface Seen<Kind extends Sight = Sight> {
  sight: Kind;
  level: Level;
}

/** How the node with an id is seen; null when none of the graphs in sight has it. */
export function seek(id: string, view: Viewpoint): Seen | null {
  if (view.ownBody?.positions.has(id) === true) return { sight: 'previous', level: view.ownBody };
  let [level, position]: [Level, number] = [view.level, view.position];
  for (;;) {
    const target = level.positions.get(id);
    if (target !== undefined) return { sight: sightWithin(level, position, target, view), level };
    if (level.around === null) return null;
    ({ level, position } = level.around);
  }
}

/** All nodes that are seen from a viewpoint with an outcome, by id, from the outermost graph inwards. */
export function* seenFrom(view: Viewpoint): Generator<[id: string, Seen<'now' | 'previous'>]> {
  const levels: [Level, number][] = [];
  for (let at: Pick<Around, 'level' | 'position'> | null = view; at !== null; at = at.level.around) {
    levels.push([at.level, at.position]);
  }
  for (const [level, position] of levels.reverse()) {
    for (const [id, target] of level.positions) {
      const sight = sightWithin(level, position, target, view);
      if (sight === 'now' || sight === 'previous') yield [id, { sight, level }];
    }
  }
  const level = view.ownBody;
  if (level !== null) for (const id of level.positions.keys()) yield [id, { sight: 'previous', level }];
}

/** The names that the loops around a viewpoint give; a loop that has rounds to look back on gives its own config some. */
export function loopNames(view: Viewpoint): ReadonlySet<string> {
  const own = view.type === null || view.seesSelf ? undefined : nodeSpecs[view.type];
  const names = new Set<LoopName>(own?.roundFields === undefined ? [] : own.bodyNames);
  for (let { around } = view.level; around !== null; around = around.level.around) {
    for (const name of nodeSpecs[around.type].bodyNames ?? []) names.add(name);
  }
  return names;
}

/** Whether an id is a node's at all from a viewpoint; it settles whether `a-b` is an id or a subtraction. */
export function isInSight(id: string, view: Viewpoint): boolean {
  return seek(id, view) !== null;
}

function sightWithin(level: Level, position: number, target: number, view: Viewpoint): Sight {
  const isOwn = level === view.level;
  if (target !== position && level.upstream[position]?.has(target) === true) return 'now';
  if (isOwn && target === position && view.seesSelf) return 'now';
  if (level.around !== null && nodeSpecs[level.around.type].roundFields !== undefined) return 'previous';
  if (target !== position) return 'aside';
  return isOwn ? 'self' : 'loop';
}
