import type { Trigger } from '../../lib/resources.ts';

type WebhookTrigger = Extract<Trigger, { type: 'webhook' }>;
type Signature = NonNullable<WebhookTrigger['signature']>;
type HmacSignature = Extract<Signature, { scheme: 'hmac' }>;

const BODY = '{"total": 7}';
const NEW_ID = '$(openssl rand -hex 8)';

/** A part of the example: lines that come before the request, and headers of the request. */
interface Signing {
  lines: string[];
  headers: string[];
}

/** Shell commands that send one request to a webhook as a sender would; secrets are read from `$SECRET`. */
export function curlExample(trigger: WebhookTrigger, url: string): string {
  const [method = 'POST'] = trigger.methods ?? [];
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const { lines, headers } = signing(trigger, method);
  const request = [
    `curl -sS${method === 'POST' ? '' : ` -X ${method}`} ${quoted(url)}`,
    ...(hasBody ? ["-H 'Content-Type: application/json'", '-d "$BODY"'] : []),
    ...headers.map((header) => `-H "${header}"`),
  ];
  return [`BODY='${hasBody ? BODY : ''}'`, ...lines, request.join(' \\\n  ')].join('\n');
}

function signing({ signature, path }: WebhookTrigger, method: string): Signing {
  if (signature === undefined || signature.scheme === 'none') {
    return { lines: [], headers: [`Idempotency-Key: ${NEW_ID}`] };
  }
  return signature.scheme === 'hmac' ? hmac(signature, method, path) : SCHEMES[signature.scheme]();
}

/** Schemes whose headers are fixed. */
const SCHEMES: Record<Exclude<Signature['scheme'], 'none' | 'hmac'>, () => Signing> = {
  'standard-webhooks': () => ({
    lines: [
      `ID="msg_${NEW_ID}"; NOW=$(date +%s)`,
      `KEY=$(printf '%s' "\${SECRET#whsec_}" | openssl base64 -d -A | od -An -tx1 | tr -d ' \\n')`,
      `SIGNATURE=$(printf '%s' "$ID.$NOW.$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | openssl base64 -A)`,
    ],
    headers: ['webhook-id: $ID', 'webhook-timestamp: $NOW', 'webhook-signature: v1,$SIGNATURE'],
  }),
  github: () => ({
    lines: [digest('$BODY')],
    headers: ['X-GitHub-Event: ping', `X-GitHub-Delivery: ${NEW_ID}`, 'X-Hub-Signature-256: sha256=$SIGNATURE'],
  }),
  stripe: () => ({
    lines: ['NOW=$(date +%s)', digest('$NOW.$BODY')],
    headers: ['Stripe-Signature: t=$NOW,v1=$SIGNATURE'],
  }),
  slack: () => ({
    lines: ['NOW=$(date +%s)', digest('v0:$NOW:$BODY')],
    headers: ['X-Slack-Request-Timestamp: $NOW', 'X-Slack-Signature: v0=$SIGNATURE'],
  }),
};

function hmac(signature: HmacSignature, method: string, path: string): Signing {
  const { header, prefix = '', timestampHeader, deliveryHeader, algorithm, encoding } = signature;
  const parts: Record<string, string> = { body: '$BODY', timestamp: '$NOW', id: '$ID', method, path };
  const signed = signature.signed ?? (timestampHeader === undefined ? '{body}' : '{timestamp}.{body}');
  const text = literal(signed).replace(/\{(\w+)\}/g, (whole, name: string) => parts[name] ?? whole);
  return {
    lines: [
      ...(timestampHeader === undefined ? [] : ['NOW=$(date +%s)']),
      ...(deliveryHeader === undefined ? [] : [`ID=${NEW_ID}`]),
      digest(text, algorithm, encoding),
    ],
    headers: [
      ...(timestampHeader === undefined ? [] : [`${literal(timestampHeader)}: $NOW`]),
      ...(deliveryHeader === undefined ? [] : [`${literal(deliveryHeader)}: $ID`]),
      `${literal(header)}: ${literal(prefix)}$SIGNATURE`,
    ],
  };
}

function digest(text: string, algorithm = 'sha256', encoding = 'hex'): string {
  const end = encoding === 'base64' ? '-binary | openssl base64 -A' : "| sed 's/^.* //'";
  return `SIGNATURE=$(printf '%s' "${text}" | openssl dgst -${algorithm} -hmac "$SECRET" ${end})`;
}

/** What stands for itself between double quotes. */
function literal(text: string): string {
  return text.replace(/[\\"$`]/g, '\\$&');
}

/** A text as one word of the shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
