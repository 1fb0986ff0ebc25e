import { type JsonValue, pieceConnectionValue } from '@perdura/definition';
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
}

export function flowConnections(dependencies: FreshConnectionDependencies): FlowConnections {
  const { open } = freshConnections(dependencies);
  return {
    open,
    async value(projectId, name) {
      const connection = await open(projectId, { name });
      return connection === null ? null : pieceConnectionValue(connection.type, connection.value);
    },
  };
}
