import { type JsonValue, pieceConnectionValue } from '@perdura/definition';
import type { AttemptSecrets } from '../../attempt-secrets.ts';
import { secretsOfConnection } from './connection-secrets.ts';
import { type FreshConnectionDependencies, type FreshConnections, freshConnections } from './fresh-connections.ts';

/** Connections as pieces, references and nodes are given them, in the clear and ready to be used. */
export interface FlowConnections extends FreshConnections {
  /**
   * The whole value of a connection of either kind, `{type, …}`, in the shape that pieces know; null when the project has
   * none of this name.
   *
   * @param name the external id
   * @throws {StepFailure} CONNECTION_REFUSED, and what a call for a token fails with
   * @throws {SecretUnreadable}
   */
  value(projectId: string, name: string): Promise<JsonValue | null>;
  /** As `value`, for an attempt: what is secret of it is hidden from then on, and bound to the connection's hosts. */
  use(projectId: string, name: string, secrets: AttemptSecrets): Promise<JsonValue | null>;
}

export function flowConnections(dependencies: FreshConnectionDependencies): FlowConnections {
  const { open } = freshConnections(dependencies);
  return {
    open,
    async value(projectId, name) {
      const connection = await open(projectId, { name });
      return connection === null ? null : pieceConnectionValue(connection.type, connection.value);
    },
    async use(projectId, name, secrets) {
      const connection = await open(projectId, { name });
      if (connection === null) return null;
      const value = pieceConnectionValue(connection.type, connection.value);
      secrets.hide(secretsOfConnection(value));
      secrets.bind(connection.allowedHosts);
      return value;
    },
  };
}
