import type { Response } from 'express';

/** The body of an answer that is no JSON document, and sends itself. Status and common headers are set by then. */
export abstract class StreamedBody {
  /** Resolves when all was sent, or the caller has hung up. Rejects only before anything was sent. */
  abstract send(response: Response): Promise<void>;
}
