import { createHash } from 'node:crypto';
import type { RunPolicies, RunSlot } from '@perdura/database';
import {
  createScope,
  type Definition,
  type JsonValue,
  parseDuration,
  parseTemplate,
  type Scope,
  textOf,
} from '@perdura/definition';
import type { RunOrigin } from '@perdura/definition/run';
import type { ControlDependencies } from './dependencies.ts';
import { evaluateExpression } from './evaluate-expression.ts';
import { errorFields } from './logger.ts';

/** A run that is about to be made, as the templates of its version see it. */
export interface RunToBe {
  id: string;
  projectId: string;
  workflowId: string;
  version: number;
  triggeredBy: RunOrigin;
  createdAt: Date;
  /** The trigger's data. */
  data: JsonValue;
}

type Dependencies = Pick<ControlDependencies, 'evaluator' | 'logger'>;

/** As long as callers may make their own. */
const LONGEST_TAG = 64;
const LONGEST_BUSINESS_KEY = 200;
/** A longer slot key stands in the index by its hash. */
const LONGEST_SLOT_KEY = 200;

const DEFAULT_PRIORITY = 3;

/**
 * What a definition says of one run: its tags, business key and slot with their templates rendered. A template that
 * gives no usable text never costs the run: it is logged, and the field stays empty, which for the slot means the one
 * that all runs of the workflow share.
 */
export async function runPolicies(deps: Dependencies, definition: Definition, run: RunToBe): Promise<RunPolicies> {
  const { priority = DEFAULT_PRIORITY } = definition;
  const rendering = new Rendering(deps, run);
  const [tags, businessKey, slot] = await Promise.all([
    tagsOf(rendering, definition.tags ?? []),
    businessKeyOf(rendering, definition.businessKey),
    slotOf(rendering, definition),
  ]);
  return { tags, businessKey, priority, slot };
}

/** A template that is a list gives a tag for each of its elements. */
async function tagsOf(rendering: Rendering, templates: readonly string[]): Promise<string[]> {
  const values = await Promise.all(
    templates.map(async (template, position) => {
      const field = `/tags/${position}`;
      const value = await rendering.value(template, field);
      const texts = Array.isArray(value) ? value.map(textOf) : [textOf(value)];
      return texts.map((text) => rendering.usable(text, field, LONGEST_TAG));
    }),
  );
  return [...new Set(values.flat().filter((tag) => tag !== ''))];
}

async function businessKeyOf(rendering: Rendering, template: string | undefined): Promise<string | null> {
  if (template === undefined) return null;
  const field = '/businessKey';
  return rendering.usable(textOf(await rendering.value(template, field)), field, LONGEST_BUSINESS_KEY) || null;
}

async function slotOf(rendering: Rendering, definition: Definition): Promise<RunSlot | null> {
  const { concurrency } = definition;
  const rate = rateOf(definition);
  if (concurrency === undefined && rate === null) return null;
  const { limit = null, policy = 'queue', key: template = '' } = concurrency ?? {};
  const key = textOf(await rendering.value(template, '/concurrency/key'));
  return { key: `${rendering.run.workflowId}:${indexable(key)}`, limit, policy, rate };
}

function rateOf({ rateLimit }: Definition): RunSlot['rate'] {
  const perMs = rateLimit === undefined ? null : parseDuration(rateLimit.per);
  return rateLimit === undefined || perMs === null ? null : { limit: rateLimit.limit, perMs };
}

function indexable(key: string): string {
  if (key.length <= LONGEST_SLOT_KEY && isStorable(key)) return key;
  return `sha256:${createHash('sha256').update(key).digest('hex')}`;
}

/** PostgreSQL holds neither a NUL nor half of a surrogate pair. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

class Rendering {
  readonly run: RunToBe;
  readonly #deps: Dependencies;
  readonly #scope: Scope;

  constructor(deps: Dependencies, run: RunToBe) {
    this.run = run;
    this.#deps = deps;
    this.#scope = scopeOf(run);
  }

  /** The value of a text that may hold templates; one template alone keeps its type. Null when it is broken. */
  async value(text: string, field: string): Promise<JsonValue> {
    const { segments, faults } = parseTemplate(text);
    try {
      if (faults[0] !== undefined) throw new SyntaxError(`a template cannot be read: ${faults[0].code}`);
      const values = await Promise.all(
        segments.map((segment) =>
          segment.kind === 'text' ? segment.text : evaluateExpression(this.#deps.evaluator, segment, this.#scope),
        ),
      );
      return values.length === 1 ? (values[0] ?? null) : values.map(textOf).join('');
    } catch (error) {
      this.#complain(field, errorFields(error));
      return null;
    }
  }

  /** The text less the white space around it; empty when it is too long, or cannot be stored. */
  usable(text: string, field: string, longest: number): string {
    const trimmed = text.trim();
    if (trimmed.length <= longest && isStorable(trimmed)) return trimmed;
    this.#complain(field, { found: trimmed.slice(0, 40), characters: trimmed.length, longest });
    return '';
  }

  #complain(field: string, why: object): void {
    const { id: runId, workflowId, version } = this.run;
    this.#deps.logger.warn({ runId, workflowId, version, field, ...why }, 'template of a workflow gave nothing usable');
  }
}

function scopeOf({ data, createdAt, ...run }: RunToBe): Scope {
  return createScope({ trigger: { data }, run: { ...run, createdAt: createdAt.toISOString() }, nodes: {} });
}
