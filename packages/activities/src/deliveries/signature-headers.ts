import { Webhook } from 'standardwebhooks';

/**
 * Headers by which a receiver can prove who sent a body, as Standard Webhooks has them. The time of each attempt is its
 * own; the id stays.
 *
 * @param secret `whsec_` and base64, or any other text as it is
 */
export function signatureHeaders(id: string, secret: string, body: string): Record<string, string> {
  const at = new Date();
  const webhook = secret.startsWith('whsec_') ? new Webhook(secret) : new Webhook(secret, { format: 'raw' });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': webhook.sign(id, at, body),
  };
}
