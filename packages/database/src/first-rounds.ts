import { STEP_COLUMNS } from './step-row.ts';

/**
 * Steps outside loops and of first rounds, of the runs `r` that a query has. Walks from node to node of the primary
 * key, and from there to iteration 0 of each, so that ten thousand rounds between them cost nothing.
 *
 * @param limit placeholder of the number of steps of each run
 */
export function firstRounds(limit: string): string {
  return `
    WITH RECURSIVE node AS (
      (SELECT s.node_id AS id FROM steps s WHERE s.run_id = r.id ORDER BY s.node_id LIMIT 1)
      UNION ALL
      SELECT (SELECT s.node_id FROM steps s WHERE s.run_id = r.id AND s.node_id > node.id ORDER BY s.node_id LIMIT 1)
      FROM node WHERE node.id IS NOT NULL
    )
    SELECT ${STEP_COLUMNS}
    FROM node JOIN steps s ON s.run_id = r.id AND s.node_id = node.id AND s.iteration = '0'
    LIMIT ${limit}`;
}
