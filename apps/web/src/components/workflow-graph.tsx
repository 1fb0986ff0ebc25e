import { Background, Controls, type Edge, MarkerType, type Node, ReactFlow } from '@xyflow/react';
import { useEffect, useState } from 'react';
import { GRAPH_LABELS } from '../lib/given-words.ts';
import { bodyOf, placedNodes } from '../lib/nested-nodes.ts';
import type { BodyDefinition } from '../lib/resources.ts';
import { edgeColor, GraphEdge, type GraphEdgeData } from './graph-edge.tsx';
import { drawableEdges, edgeId, type Layout, layout, type Shape, shapeOf } from './graph-layout.ts';
import { GraphNode, type GraphNodeData, type NodeState } from './graph-node.tsx';

/** Found by React Flow by reference, so they are made once. */
const NODE_COMPONENTS = { perdura: GraphNode };

const EDGE_COMPONENTS = { perdura: GraphEdge };

interface GraphProps extends BodyDefinition {
  /** What has become of each node in a run, by id. */
  states?: ReadonlyMap<string, NodeState>;
  /** What is wrong at each node, by id. */
  faults?: ReadonlyMap<string, readonly string[]>;
  onSelect?: (nodeId: string) => void;
}

/** The nodes of a workflow from left to right, the bodies of loops inside them; in a run's colours with `states`. */
export function WorkflowGraph({ nodes, edges, states, faults, onSelect }: GraphProps) {
  const [placed, setPlaced] = useState<{ shape: string; found: Layout }>();
  const shape = JSON.stringify(shapeOf('', { nodes, edges }));

  useEffect(() => {
    let current = true;
    void layout(JSON.parse(shape) as Shape).then((found) => current && setPlaced({ shape, found }));
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
        nodes={flowNodes(nodes, placed.found.boxes, { states, faults, onSelect })}
        edges={flowEdges('', { nodes, edges }, placed.found.routes)}
        nodeTypes={NODE_COMPONENTS}
        edgeTypes={EDGE_COMPONENTS}
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
        ariaLabelConfig={GRAPH_LABELS}
      >
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

/** What is told of nodes beside the nodes themselves. */
type Told = { [Field in 'states' | 'faults' | 'onSelect']: GraphProps[Field] | undefined };

const NO_FAULTS: readonly string[] = [];

/** A box stands before what is in it, as React Flow wants it. */
function flowNodes(
  nodes: GraphProps['nodes'],
  boxes: Layout['boxes'],
  { states, faults, onSelect }: Told,
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
        data: { node, isBox, state: states?.get(node.id), faults: faults?.get(node.id) ?? NO_FAULTS, onSelect },
        ...(parentId === null ? {} : { parentId, extent: 'parent' as const }),
      },
    ];
  });
}

function flowEdges(owner: string, graph: BodyDefinition, routes: Layout['routes']): Edge<GraphEdgeData>[] {
  const inside = graph.nodes.flatMap((node) => {
    const body = bodyOf(node);
    return body === null ? [] : flowEdges(node.id, body, routes);
  });
  const own = drawableEdges(graph).flatMap(({ from, to, condition }, position) => {
    const id = edgeId(owner, position);
    const route = routes.get(id);
    if (route === undefined) return [];
    const markerEnd = { type: MarkerType.ArrowClosed, color: edgeColor(condition) };
    const ends = { source: from, target: to, ariaLabel: `${from} → ${to}` };
    return [{ id, type: 'perdura', ...ends, zIndex: 1, markerEnd, data: { route, condition } }];
  });
  return [...own, ...inside];
}
