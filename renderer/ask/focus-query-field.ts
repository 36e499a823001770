import { showTab } from '../stores/panel-store.ts';

/** Where the action that asks puts the cursor. */
export const QUERY_FIELD_ID = 'query-field';

/** Shows the Ask tab with the cursor in its field; without an index it says there how to get one. */
export function focusQueryField(): void {
  showTab('ask');
  // The tab is drawn first.
  requestAnimationFrame(() => {
    const field = document.getElementById(QUERY_FIELD_ID);
    if (field instanceof HTMLInputElement) {
      field.focus();
      field.select();
    }
  });
}
