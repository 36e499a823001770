import type { Migration } from '../../migrate.ts';

/**
 * What a list of annotated views says of each, apart from its content. In the table these columns stand behind the
 * thumbnail, and would be reached through every page of it.
 */
export const viewList: Migration = {
  version: 8,
  sql: 'CREATE INDEX annotated_view_list ON annotated_view (id, name, created_at, changed_at);',
};
