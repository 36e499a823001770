import { showTab } from '../stores/panel-store.ts';

const FIELD_ID = 'query-field';
/** Who asked for the field that long ago is doing something else by now. */
const PATIENCE_MS = 5000;

let wantedAtMs = Number.NEGATIVE_INFINITY;

/** Shows the Ask tab with the cursor in its field; without an index it says there how to get one. */
export function focusQueryField(): void {
  showTab('ask');
  wantedAtMs = performance.now();
  focusIfWanted(document.getElementById(FIELD_ID));
}

/** Takes the cursor also where the field appears only once the tab is drawn and the indexes are known. */
function focusIfWanted(field: HTMLElement | null): void {
  if (!(field instanceof HTMLInputElement) || performance.now() - wantedAtMs > PATIENCE_MS) return;
  wantedAtMs = Number.NEGATIVE_INFINITY;
  field.focus();
  field.select();
}

/** What makes an input the field that the action goes to. */
export const queryFieldProps = { id: FIELD_ID, ref: focusIfWanted };
