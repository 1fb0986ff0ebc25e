import { NODE_TYPES, NodeTypeIcon, nodeTypeText } from '../../components/node-types.tsx';
import { t } from '../../lib/language.ts';
import { bodyOf, isGraph, isRecord, placedNodes } from '../../lib/nested-nodes.ts';
import type { NodeDefinition, NodeType } from '../../lib/resources.ts';
import type { Draft } from './draft.ts';
import { NODE_SAMPLES } from './node-samples.ts';

/** Every type of node, to be added to the definition with a sample of its config. */
export function NodePalette({ draft }: { draft: Draft }) {
  const add = (type: NodeType) => {
    if (draft.value === null) return;
    const nodes = Array.isArray(draft.value.nodes) ? (draft.value.nodes as unknown[]) : [];
    draft.replace({ ...draft.value, nodes: [...nodes, sampleNode(type, takenIds(draft.value))] });
    draft.show(`/nodes/${nodes.length}`);
  };
  return (
    <details className="rounded-md border border-slate-200 dark:border-slate-800">
      <summary className="cursor-pointer px-3 py-2 text-sm font-medium">{t('addNode')}</summary>
      <div className="space-y-2 border-t border-slate-200 p-3 dark:border-slate-800">
        <p className="text-xs text-muted">{draft.value === null ? t('policiesNeedJson') : t('addNodeHint')}</p>
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] gap-1.5">
          {NODE_TYPES.map((type) => (
            <li key={type}>
              <button
                type="button"
                disabled={draft.value === null}
                onClick={() => add(type)}
                className="flex w-full items-center gap-2 rounded-md px-1.5 py-1 text-left text-xs hover:bg-slate-100 disabled:opacity-50 dark:hover:bg-slate-800"
              >
                <NodeTypeIcon type={type} />
                <span className="min-w-0 truncate">{nodeTypeText(type)}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}

function takenIds(definition: Record<string, unknown>): Set<string> {
  if (isGraph(definition)) return new Set(placedNodes(definition.nodes).map(({ node }) => node.id));
  const nodes = Array.isArray(definition.nodes) ? definition.nodes : [];
  return new Set(nodes.flatMap((node) => (isRecord(node) && typeof node.id === 'string' ? [node.id] : [])));
}

/** A node of that type whose id, and those of the nodes in its body, nobody has yet. */
function sampleNode(type: NodeType, taken: Set<string>): NodeDefinition {
  const free = (wanted: string) => {
    let id = wanted;
    for (let count = 2; taken.has(id); count += 1) id = `${wanted}-${count}`;
    taken.add(id);
    return id;
  };
  const node = { id: free(type), type, config: structuredClone(NODE_SAMPLES[type]) } as NodeDefinition;
  for (const inner of bodyOf(node)?.nodes ?? []) inner.id = free(inner.id);
  return node;
}
