import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, callApi, type RequestFault } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { isGraph, isRecord, placedNodes } from '../../lib/nested-nodes.ts';
import type { BodyDefinition } from '../../lib/resources.ts';

/** A definition while it is written. */
export interface Draft {
  text: string;
  /** The object that the text says; null while it says none. */
  value: Record<string, unknown> | null;
  /** Its graph as it was when it could last be drawn. */
  graph: BodyDefinition | null;
  error: unknown;
  faults: readonly RequestFault[];
  isBusy: boolean;
  isValid: boolean;
  isSaved: boolean;
  /** The place that the editor shows; each new object shows it again. */
  shown: { pointer: string } | undefined;
  change(text: string): void;
  /** Replaces the whole value. */
  replace(value: Record<string, unknown>): void;
  show(pointer: string): void;
  showNode(nodeId: string): void;
  validate(): void;
  save(): void;
  /** What the text says. @throws when it is no JSON */
  read(): unknown;
}

const NO_FAULTS: readonly RequestFault[] = [];

/** Faults, and the text that they were found in. */
export interface KnownFaults {
  text: string;
  faults: readonly RequestFault[];
}

const NONE_KNOWN: KnownFaults = { text: '', faults: NO_FAULTS };

/**
 * @param store keeps a definition; its problems become those of the draft
 * @param known faults that the text is known to have as long as it is the one that they were found in
 */
export function useDraft(
  initial: unknown,
  store: (definition: unknown) => Promise<unknown>,
  known: KnownFaults = NONE_KNOWN,
): Draft {
  const [{ text, graph }, setWritten] = useState(() => written(format(initial), null));
  const [shown, setShown] = useState<{ pointer: string }>();
  const validation = useMutation({
    mutationFn: async () => callApi('POST', '/v1/workflows?validate=true', parsed(text)),
  });
  const saving = useMutation({ mutationFn: async () => store(parsed(text)) });
  const forgetAnswers = () => {
    validation.reset();
    saving.reset();
  };
  const change = (next: string) => {
    setWritten((before) => (before.text === next ? before : written(next, before.graph)));
    forgetAnswers();
  };
  const error = saving.error ?? validation.error;
  return {
    ...{ text, graph, value: objectOf(text), error, shown, change },
    faults: error instanceof ApiProblem ? error.faults : known.text === text ? known.faults : NO_FAULTS,
    read: () => parsed(text),
    isBusy: validation.isPending || saving.isPending,
    isValid: validation.isSuccess,
    isSaved: saving.isSuccess,
    replace: (value) => change(format(value)),
    show: (pointer) => setShown({ pointer }),
    showNode: (nodeId) => {
      const place = placedNodes(graph?.nodes ?? []).find(({ node }) => node.id === nodeId);
      if (place !== undefined) setShown({ pointer: place.pointer });
    },
    validate: () => {
      forgetAnswers();
      validation.mutate();
    },
    save: () => {
      forgetAnswers();
      saving.mutate();
    },
  };
}

function written(text: string, before: BodyDefinition | null) {
  const value = objectOf(text);
  return { text, graph: value !== null && isDrawable(value) ? value : before };
}

/** Whether every node of it can be told from the others. */
function isDrawable(value: unknown): value is BodyDefinition {
  if (!isGraph(value)) return false;
  const ids = placedNodes(value.nodes).map(({ node }) => node.id);
  return new Set(ids).size === ids.length;
}

/** A definition as the editor writes it. */
export function format(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${t('notJson')} ${error instanceof Error ? error.message : ''}`);
  }
}
