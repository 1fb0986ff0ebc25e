import { FaultReport, type JsonObject, type NodeTypeSpec, reportSchemaFaults } from '@perdura/definition';
import { FAILURE_CODES, StepFailure } from '../failures.ts';

const MAX_NAMED = 5;

/**
 * The rendered config as its handler wants it, defaults filled in. A template that found nothing leaves an optional field
 * out, unless null is a value of the field.
 *
 * @throws {StepFailure} CONFIG_INVALID, naming the fields
 */
export function checkConfig<Config>(found: JsonObject, spec: NodeTypeSpec<Config>): Config {
  const rendered = withoutAbsent(found, spec);
  const result = spec.rendered.safeParse(rendered);
  if (result.success) return result.data;
  const report = new FaultReport('en');
  reportSchemaFaults(spec.rendered, rendered, { pointer: '', name: 'the config' }, report);
  const named = report.list().slice(0, MAX_NAMED);
  const more = report.count > named.length ? ` (and ${report.count - named.length} more)` : '';
  const message = named.map((fault) => `${fault.pointer}: ${fault.message}`).join('; ');
  throw new StepFailure(FAILURE_CODES.configInvalid, `The config is not valid. ${message}${more}`, {
    retryable: false,
  });
}

function withoutAbsent(config: JsonObject, { rendered, strictFields = [] }: NodeTypeSpec): JsonObject {
  const shape = 'shape' in rendered ? (rendered.shape as Record<string, NodeTypeSpec['rendered']>) : {};
  const isAbsent = (field: string): boolean => {
    const schema = shape[field];
    if (schema === undefined || strictFields.includes(field)) return false;
    return schema.safeParse(undefined).success && !schema.safeParse(null).success;
  };
  return Object.fromEntries(Object.entries(config).filter(([field, value]) => value !== null || !isAbsent(field)));
}
