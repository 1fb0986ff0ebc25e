import { Background, Controls, type Edge, MarkerType, type Node, ReactFlow } from '@xyflow/react';
import { useEffect, useState } from 'react';
import { bodyOf, placedNodes } from '../lib/nested-nodes.ts';
import type { BodyDefinition, EdgeDefinition } from '../lib/resources.ts';
import { type Box, drawableEdges, layout, type Shape, shapeOf } from './graph-layout.ts';
import { GraphNode, type GraphNodeData, type NodeState } from './graph-node.tsx';

/** Found by React Flow by reference, so they are made once. */
const NODE_COMPONENTS = { perdura: GraphNode };

/** Outcomes that are not the good one. */
const BAD_LABELS = new Set(['error', 'rejected', 'timeout', 'false']);
const GOOD_LABELS = new Set(['approved', 'true']);

interface GraphProps extends BodyDefinition {
  /** What has become of each node in a run, by id. */
  states?: ReadonlyMap<string, NodeState>;
  onSelect?: (nodeId: string) => void;
}

/** The nodes of a workflow from left to right, the bodies of loops inside them; in a run's colours with `states`. */
export function WorkflowGraph({ nodes, edges, states, onSelect }: GraphProps) {
  const [placed, setPlaced] = useState<{ shape: string; boxes: Map<string, Box> }>();
  const shape = JSON.stringify(shapeOf('', { nodes, edges }));

  useEffect(() => {
    let current = true;
    void layout(JSON.parse(shape) as Shape).then((boxes) => current && setPlaced({ shape, boxes }));
    return () => {
      current = false;
    };
  }, [shape]);

  const hasBodies = nodes.some((node) => bodyOf(node) !== null);
  const height = hasBodies ? 'h-[28rem]' : 'h-80';
  if (placed === undefined) return <div className={height} />;
  return (
    <div className={`${height} rounded-md border border-slate-200 dark:border-slate-800`} data-testid="graph">
      <ReactFlow
        // A new layout is fitted into view anew.
        key={placed.shape}
        nodes={flowNodes(nodes, placed.boxes, states, onSelect)}
        edges={flowEdges('', { nodes, edges })}
        nodeTypes={NODE_COMPONENTS}
        fitView
        // A wide graph fits a narrow page as a whole.
        minZoom={0.1}
        fitViewOptions={{ maxZoom: 1.2 }}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        colorMode="system"
      >
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

/** A box stands before what is in it, as React Flow wants it. */
function flowNodes(
  nodes: GraphProps['nodes'],
  boxes: ReadonlyMap<string, Box>,
  states: GraphProps['states'],
  onSelect: GraphProps['onSelect'],
): Node<GraphNodeData>[] {
  return placedNodes(nodes).flatMap(({ node, parentId }) => {
    const box = boxes.get(node.id);
    if (box === undefined) return [];
    const { x, y, width, height } = box;
    const isBox = (bodyOf(node)?.nodes.length ?? 0) > 0;
    return [
      {
        id: node.id,
        type: 'perdura',
        position: { x, y },
        width,
        height,
        data: { node, isBox, state: states?.get(node.id), onSelect },
        ...(parentId === null ? {} : { parentId, extent: 'parent' as const }),
      },
    ];
  });
}

function flowEdges(owner: string, graph: BodyDefinition): Edge[] {
  const inside = graph.nodes.flatMap((node) => {
    const body = bodyOf(node);
    return body === null ? [] : flowEdges(node.id, body);
  });
  return [...drawableEdges(graph).map((edge, index) => flowEdge(edge, `${owner} ${index}`)), ...inside];
}

function flowEdge({ from, to, condition }: EdgeDefinition, id: string): Edge {
  const look = { id, source: from, target: to, zIndex: 1, markerEnd: { type: MarkerType.ArrowClosed } };
  if (condition === undefined) return look;
  const color = BAD_LABELS.has(condition)
    ? 'var(--edge-bad)'
    : GOOD_LABELS.has(condition)
      ? 'var(--edge-good)'
      : 'var(--edge-plain)';
  return {
    ...look,
    label: condition,
    className: 'perdura-edge',
    style: { stroke: color, ...(condition === 'error' ? { strokeDasharray: '5 4' } : {}) },
    labelStyle: { fill: color, fontWeight: 600, fontSize: 11 },
    labelBgPadding: [4, 2],
    labelBgBorderRadius: 4,
  };
}
