import { z } from 'zod';
import { type FieldMode, renderedFields, savedFields, type TextForm } from './fields.ts';
import { headerValueForm, isConnectionHeader, isHeaderName, requestHeaderForm } from './web-addresses.ts';

/** Names are fixed when saving; a value may be a number or a boolean and is sent as text, or null and is left out. */
const headersOf = (mode: FieldMode, form: TextForm = headerValueForm) =>
  z
    .record(z.string(), z.union([mode.formatted(form), z.number(), z.boolean(), z.null()]))
    .superRefine((headers, context) => {
      for (const header of Object.keys(headers)) {
        if (isHeaderName(header) && !isConnectionHeader(header)) continue;
        const fault = isHeaderName(header) ? 'HEADER_RESERVED' : 'HEADER_INVALID';
        context.addIssue({ code: 'custom', path: [header], params: { fault, values: { found: header } } });
      }
    });

/** Headers as saved. */
export const savedHeaders = headersOf(savedFields);

/** Headers of a request as saved. */
export const savedRequestHeaders = headersOf(savedFields, requestHeaderForm);

/** Headers as a handler sees them: texts alone, none where nothing was given. */
export const renderedHeaders = headersOf(renderedFields)
  .transform((headers) =>
    Object.fromEntries(Object.entries(headers).flatMap(([key, value]) => (value === null ? [] : [[key, `${value}`]]))),
  )
  .default({});
