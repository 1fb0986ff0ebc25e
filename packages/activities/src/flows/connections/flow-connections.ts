import type { Database } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';

/** Connections as pieces and references are given them, in the clear. */
export interface FlowConnections {
  /**
   * The whole value of a connection, `{type, …}`, ready to be used; null when the project has none of this name.
   *
   * @param name the external id
   * @throws {SecretUnreadable}
   */
  value(projectId: string, name: string): Promise<JsonValue | null>;
}

/** Connections as they are stored. */
export function storedConnections(database: Pick<Database, 'connections'>): FlowConnections {
  return {
    async value(projectId, name) {
      const connection = await database.connections.reveal(projectId, name);
      return connection === null ? null : { type: connection.type, ...connection.value };
    },
  };
}
