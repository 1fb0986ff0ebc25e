import { Background, Controls, type Edge, type Node, Position, ReactFlow } from '@xyflow/react';
import { useEffect, useState } from 'react';
import type { EdgeDefinition, NodeDefinition, RunStatus, StepStatus } from '../lib/resources.ts';

const NODE_WIDTH = 180;
const NODE_HEIGHT = 54;

const BORDERS: Partial<Record<RunStatus | StepStatus, string>> = {
  success: '#059669',
  failed: '#e11d48',
  running: '#0284c7',
  waiting: '#d97706',
  skipped: '#cbd5e1',
  cancelled: '#94a3b8',
};

interface Graph {
  nodes: NodeDefinition[];
  edges: EdgeDefinition[];
}

/** The nodes of a workflow from left to right; in a run's colours when steps are given. */
export function WorkflowGraph({
  nodes,
  edges,
  statuses = {},
  onSelect,
}: Graph & { statuses?: Record<string, StepStatus>; onSelect?: (nodeId: string) => void }) {
  const [positions, setPositions] = useState<Map<string, { x: number; y: number }>>();
  const shape = JSON.stringify({ ids: nodes.map(({ id }) => id), edges } satisfies Shape);

  useEffect(() => {
    let current = true;
    void layout(JSON.parse(shape) as Shape).then((found) => current && setPositions(found));
    return () => {
      current = false;
    };
  }, [shape]);

  if (positions === undefined) return <div className="h-80" />;
  return (
    <div className="h-80 rounded-md border border-slate-200 dark:border-slate-800" data-testid="graph">
      <ReactFlow
        nodes={nodes.map((node) => flowNode(node, positions, statuses[node.id]))}
        edges={edges.map(flowEdge)}
        fitView
        // A wide graph fits a narrow page as a whole.
        minZoom={0.1}
        fitViewOptions={{ maxZoom: 1.2 }}
        nodesDraggable={false}
        nodesConnectable={false}
        colorMode="system"
        onNodeClick={(_event, node) => onSelect?.(node.id)}
      >
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

/** All that a layout depends on. */
interface Shape {
  ids: string[];
  edges: EdgeDefinition[];
}

/** The layout engine is large, so it is loaded with the first graph. */
async function layout({ ids, edges }: Shape): Promise<Map<string, { x: number; y: number }>> {
  const { default: ELK } = await import('elkjs/lib/elk.bundled.js');
  const placed = await new ELK().layout({
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.layered.spacing.nodeNodeBetweenLayers': '70',
      'elk.spacing.nodeNode': '30',
    },
    children: ids.map((id) => ({ id, width: NODE_WIDTH, height: NODE_HEIGHT })),
    edges: edges.map(({ from, to }, index) => ({ id: String(index), sources: [from], targets: [to] })),
  });
  return new Map((placed.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
}

function flowNode(
  node: NodeDefinition,
  positions: Map<string, { x: number; y: number }>,
  status: StepStatus | undefined,
): Node {
  const border = status === undefined ? undefined : BORDERS[status];
  return {
    id: node.id,
    position: positions.get(node.id) ?? { x: 0, y: 0 },
    sourcePosition: Position.Right,
    targetPosition: Position.Left,
    data: {
      label: (
        <div className="text-left">
          <div className="truncate text-xs font-semibold">{node.name ?? node.id}</div>
          <div className="truncate text-[10px] text-slate-500">{node.type}</div>
        </div>
      ),
    },
    style: {
      width: NODE_WIDTH,
      height: NODE_HEIGHT,
      borderRadius: 10,
      ...(border === undefined ? {} : { borderColor: border, borderWidth: 2 }),
      ...(status === 'skipped' ? { opacity: 0.5 } : {}),
    },
  };
}

function flowEdge({ from, to, condition }: EdgeDefinition, index: number): Edge {
  return {
    id: String(index),
    source: from,
    target: to,
    animated: condition === 'error',
    ...(condition === undefined ? {} : { label: condition }),
  };
}
