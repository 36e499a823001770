/** Pieces of a page that are safe to put together. */
import { escapeXml } from '../view/svg.ts';

/** Markup; nothing else may stand in a page as it is. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

type Value = string | number | Html | null | readonly Html[];

/** A template whose values are text, which is escaped, or markup made in the same way. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.map((part, i) => (i < values.length ? part + markupOf(values[i]!) : part)).join(''));
}

function markupOf(value: Value): string {
  if (value === null) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'object') return value.map(({ markup }) => markup).join('');
  return escapeXml(String(value));
}
