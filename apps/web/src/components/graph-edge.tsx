import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import type { Point, Route } from './graph-layout.ts';

export interface GraphEdgeData extends Record<string, unknown> {
  route: Route;
  /** The outcome that takes the edge. */
  condition: string | undefined;
}

/** Outcomes that are not the good one. */
const BAD_LABELS = new Set(['error', 'rejected', 'timeout', 'false']);
const GOOD_LABELS = new Set(['approved', 'true']);

/** An edge on the way that the layout found for it. */
export function GraphEdge({ data, markerEnd }: EdgeProps<Edge<GraphEdgeData>>) {
  if (data === undefined || data.route.points.length < 2) return null;
  const { route, condition } = data;
  const dashes = condition === 'error' ? { strokeDasharray: '5 4' } : {};
  return (
    <>
      <BaseEdge
        path={pathOf(route.points)}
        style={{ stroke: edgeColor(condition), strokeWidth: 1.5, ...dashes }}
        {...(markerEnd === undefined ? {} : { markerEnd })}
      />
      {condition !== undefined && route.label !== null && <Label at={route.label} text={condition} />}
    </>
  );
}

/** The colour of an edge, as CSS. */
export function edgeColor(condition: string | undefined): string {
  if (condition === undefined) return 'var(--edge-none)';
  if (BAD_LABELS.has(condition)) return 'var(--edge-bad)';
  return GOOD_LABELS.has(condition) ? 'var(--edge-good)' : 'var(--edge-plain)';
}

function Label({ at, text }: { at: Point; text: string }) {
  return (
    <EdgeLabelRenderer>
      <span
        className="absolute z-10 rounded bg-(--edge-label) px-1 text-[11px] leading-4 font-semibold whitespace-nowrap"
        style={{ color: edgeColor(text), transform: `translate(-50%, -50%) translate(${at.x}px, ${at.y}px)` }}
      >
        {text}
      </span>
    </EdgeLabelRenderer>
  );
}

const CORNER_RADIUS = 8;

/** A way along the points, its corners rounded. */
function pathOf(points: readonly Point[]): string {
  const parts = points.map((point, position) => {
    const [before, after] = [points[position - 1], points[position + 1]];
    if (before === undefined) return `M ${point.x} ${point.y}`;
    if (after === undefined) return `L ${point.x} ${point.y}`;
    const [from, to] = [towards(point, before), towards(point, after)];
    return `L ${from.x} ${from.y} Q ${point.x} ${point.y} ${to.x} ${to.y}`;
  });
  return parts.join(' ');
}

/** The point a corner's radius from one towards another, at most half the way. */
function towards(from: Point, to: Point): Point {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const share = distance === 0 ? 0 : Math.min(CORNER_RADIUS, distance / 2) / distance;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
