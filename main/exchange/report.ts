/**
 * Annotated views as one page that needs nothing else: no script, no other file, no network. Whatever users
 * have written is text in it, and the page's own policy says so to the browser as well.
 */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { AnnotatedView, Mark } from '../api/contract.ts';
import { toApiError, UserError } from '../errors.ts';
import { isDoubtful } from '../index/ask.ts';
import { activePhrases } from '../query/phrase-sets.ts';
import type { ProjectFile } from '../store/project-file.ts';
import type { RenderHooks } from '../view/field-renderer.ts';
import type { ExportHooks } from './export-points.ts';
import { Html, html } from './html.ts';
import { REPORT_STYLE } from './report-style.ts';
import { type FoundThing, type ViewAnswer, ViewAnswers } from './view-answers.ts';
import { renderWithAnswers, type ViewSetting } from './view-image.ts';
import { movePosition, worldOf } from './world.ts';

export interface ReportSetting extends ViewSetting {
  /** That wrote the file: name and version of the program. */
  readonly generator: string;
  readonly at?: Date;
}

export interface Report {
  readonly bytes: Buffer;
  /** Views that could not be rendered. */
  readonly warnings: readonly string[];
}

/** What a report shows of a view. */
interface Page {
  readonly view: AnnotatedView;
  /** null: there is none, not even the one that was saved. */
  readonly image: string | null;
  /** Why the image is only the small one that was saved with the view. */
  readonly problem: string | null;
  readonly scale: number | null;
  readonly peak: number | null;
  /** By question of the view; null where it could not be asked. */
  readonly answers: readonly (ViewAnswer | null)[];
}

const OBJECTS_SHOWN = 5;
const JPEG_QUALITY = 90;

/**
 * A report of some views, each rendered through the field of its run. A view that cannot be rendered any more is
 * shown as it was saved, and says why.
 * @throws UserError cancelled
 */
export async function writeReport(
  project: ProjectFile,
  views: readonly AnnotatedView[],
  setting: ReportSetting,
  { onProgress, isCancelled }: ExportHooks = {},
): Promise<Report> {
  await using answers = new ViewAnswers(project, setting.encoders);
  const pages: Page[] = [];
  for (const [index, view] of views.entries()) {
    if (isCancelled?.()) throw new UserError('cancelled', 'The export was cancelled.');
    onProgress?.(index, views.length, `Rendering ‘${view.name}’`);
    pages.push(
      await pageOf(project, view, setting, answers, {
        ...(isCancelled && { isCancelled }),
        onProgress: (done, of) => onProgress?.(index + done / of, views.length, `Rendering ‘${view.name}’`),
      }),
    );
  }
  onProgress?.(views.length, views.length, 'Writing');
  const warnings = pages.flatMap(({ view, problem }) => (problem === null ? [] : [`‘${view.name}’: ${problem}`]));
  return { bytes: Buffer.from(documentOf(project, pages, setting), 'utf8'), warnings };
}

async function pageOf(
  project: ProjectFile,
  view: AnnotatedView,
  setting: ViewSetting,
  answers: ViewAnswers,
  hooks: RenderHooks,
): Promise<Page> {
  const { questions, activeQuestion } = view.content;
  try {
    const picture = await renderWithAnswers(project, view, setting, answers, hooks);
    const others: (ViewAnswer | null)[] = [];
    for (const [place, question] of questions.entries()) {
      const isAnswered = place === activeQuestion || !question.isVisible;
      others.push(isAnswered ? null : await answers.answer(question, view.content));
    }
    return {
      view,
      image: await dataUrl(picture.png),
      problem: null,
      scale: picture.relevancy?.scale ?? null,
      peak: picture.relevancy?.peak ?? null,
      answers: others.map((answer, place) => (place === activeQuestion ? picture.answer : answer)),
    };
  } catch (thrown) {
    const { code, message } = toApiError(thrown);
    if (code === 'cancelled' || code === 'internal') throw thrown;
    const { thumbnail } = project.annotatedViews.get(Number(view.id));
    const image = await dataUrl(thumbnail).catch(() => null);
    return { view, image, problem: message, scale: null, peak: null, answers: [] };
  }
}

/** Written anew, whatever it was: what stands in the page is an image and nothing else. */
async function dataUrl(image: Buffer): Promise<string> {
  const jpeg = await sharp(image).jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' }).toBuffer();
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}

function documentOf(
  project: ProjectFile,
  pages: readonly Page[],
  { generator, at = new Date() }: ReportSetting,
): string {
  const { name } = project.info;
  const hash = createHash('sha256').update(REPORT_STYLE).digest('base64');
  const policy = `default-src 'none'; img-src data:; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const day = at.toISOString().slice(0, 10);
  return `<!doctype html>\n${
    html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="${generator}">
<title>${name}: annotated views</title>
<style>${new Html(REPORT_STYLE)}</style>
</head>
<body>
<header>
<h1>${name}</h1>
<p class="soft">${countOf(pages.length, 'annotated view')}, ${day}</p>
${pages.length > 1 ? contentsOf(pages) : null}
</header>
<main>
${pages.map((page, index) => articleOf(project, page, index))}
</main>
<footer>Written by ${generator}. Relevancy says how much more like the phrase than like the canonical phrases a place
is: 0.5 is as much like both. The views are rendered through the field; sizes and places are in the coordinates of the capture.</footer>
</body>
</html>
`.markup
  }`;
}

const contentsOf = (pages: readonly Page[]): Html =>
  html`<nav aria-label="Views"><ol>${pages.map(({ view }, index) => html`<li><a href="#view-${index + 1}">${view.name}</a></li>`)}</ol></nav>`;

function articleOf(project: ProjectFile, page: Page, index: number): Html {
  const { view, image, problem } = page;
  const { note, marks } = view.content;
  const words = marks.filter(({ text }) => text.trim() !== '');
  return html`<article id="view-${index + 1}">
<h2>${view.name}</h2>
${problem === null ? null : html`<p class="missing">It cannot be rendered any more, and is shown as it was saved. ${problem}</p>`}
${image === null ? null : html`<img src="${image}" alt="${altOf(view)}">`}
${note.trim() === '' ? null : html`<p class="note">${note.trim()}</p>`}
${factsOf(project, page)}
${tableOf(project, page)}
${words.length === 0 ? null : html`<h3>Marks</h3><ul>${words.map((mark) => html`<li>${KINDS[mark.kind]}: ${mark.text}</li>`)}</ul>`}
</article>
`;
}

const KINDS: Readonly<Record<Mark['kind'], string>> = { marker: 'Marker', arrow: 'Arrow', note: 'Note', box: 'Box' };

function altOf({ name, content: { questions, activeQuestion } }: AnnotatedView): string {
  const asked = activeQuestion === null ? undefined : questions[activeQuestion]?.text;
  return asked === undefined ? `View ${name}` : `View ${name}, coloured by its relevancy to ${asked}`;
}

function factsOf(project: ProjectFile, { view, scale, peak }: Page): Html {
  const { questions, activeQuestion, canonical, runId } = view.content;
  const { scale: unit } = worldOf('capture', project.captures.get().transform);
  const visible = questions.flatMap((question, place) =>
    question.isVisible || place === activeQuestion ? [{ question, isActive: place === activeQuestion }] : [],
  );
  const asked = visible.map(({ question, isActive }) => {
    // A colour as an attribute: styles in the text are what the policy forbids.
    const swatch = html`<svg viewBox="0 0 1 1" aria-hidden="true"><rect width="1" height="1" fill="${question.colour}"/></svg>`;
    const shown = isActive && visible.length > 1 ? html` <span class="soft">(shown)</span>` : null;
    return html`<dt>Asked</dt><dd>${swatch}${question.text}${shown}</dd>`;
  });
  return html`<dl>
${asked}
${scale === null ? null : html`<dt>Scale</dt><dd>${figure(scale * unit)} in size</dd>`}
${peak === null ? null : html`<dt>Highest relevancy</dt><dd>${peak.toFixed(2)}</dd>`}
${asked.length === 0 ? null : html`<dt>Weighed against</dt><dd>${activePhrases(canonical).join(', ')} <span class="soft">(${canonical.name})</span></dd>`}
<dt>Run</dt><dd>${runId}</dd>
<dt>Saved</dt><dd>${view.changedAt.slice(0, 10)}</dd>
</dl>`;
}

function tableOf(project: ProjectFile, { view, answers }: Page): Html {
  const tables = view.content.questions.flatMap(({ text }, place) => {
    const found = answers[place]?.found;
    return found ? [html`<h3>Found for “${text}”</h3>${objectsTable(project, found)}`] : [];
  });
  return html`${tables}`;
}

function objectsTable(project: ProjectFile, found: readonly FoundThing[]): Html {
  if (found.length === 0) return html`<p>Nothing that stands out.</p>`;
  const world = worldOf('capture', project.captures.get().transform);
  const rows = found.slice(0, OBJECTS_SHOWN).map(({ phrase, object, score }, index) => {
    const size = object.box.halfExtent.map((half) => figure(2 * half * world.scale)).join(' × ');
    const place = movePosition(world, object.centre).map(figure).join(', ');
    return html`<tr><td>${index + 1}</td><td>${phrase}${isDoubtful(object) ? html` <span class="soft">(a guess)</span>` : null}</td><td>${score.toFixed(2)}</td><td>${Math.round(100 * object.confidence)} %</td><td>${size}</td><td>${place}</td></tr>`;
  });
  const more = found.length - rows.length;
  return html`<div class="table"><table>
<thead><tr><th scope="col">No.</th><th scope="col">Object</th><th scope="col">Score</th><th scope="col">Confidence</th><th scope="col">Size</th><th scope="col">Centre</th></tr></thead>
<tbody>${rows}</tbody>
</table></div>
${more > 0 ? html`<p class="soft">And ${countOf(more, 'other')} that answer less well.</p>` : null}`;
}

const figure = (value: number): string => Number(value.toPrecision(3)).toString();
const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
