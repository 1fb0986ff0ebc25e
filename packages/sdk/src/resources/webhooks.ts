import { WebhooksMethods } from '../generated/methods.ts';
import { type SignedDelivery, verifyWebhook } from '../webhook-signature.ts';

/** Webhooks of workflows, and deliveries of events. */
export class Webhooks extends WebhooksMethods {
  /**
   * Checks that the platform sent a delivery, and answers its body.
   * @throws PerduraError SIGNATURE_INVALID for one that it did not send, or sent too long ago
   */
  verify<Payload = unknown>(delivery: SignedDelivery): Promise<Payload> {
    return verifyWebhook(delivery);
  }
}
