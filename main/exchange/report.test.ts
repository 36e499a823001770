import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type AnnotatedView, type AnnotatedViewContent, annotatedViewContentSchema } from '../api/contract.ts';
import { indexRun } from '../index/index-run.ts';
import { ProjectFile } from '../store/project-file.ts';
import { FakeImageTextEncoder } from '../testing/fake-encoder.ts';
import { addFoggyRun } from '../testing/foggy-run.ts';
import { importTinyCapture } from '../testing/tiny-training.ts';
import { writeReport } from './report.ts';
import { renderAnnotatedView } from './view-image.ts';

const encoder = new FakeImageTextEncoder({ id: 'demo' });
vi.mock('../encoders/index.ts', () => ({ openImageTextEncoder: async () => encoder }));

const HOSTILE = `<script>alert('x')</script><img src=x onerror=alert(1)> " onload='alert(2)' &lt; \u0000\ud800`;
const SETTING = {
  width: 64,
  height: 48,
  encoders: {},
  generator: 'LERF Studio 1',
  at: new Date('2026-01-02T03:04:05Z'),
};

let folder: string;
let project: ProjectFile;
let runId: string;
let bare: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lerf-report-'));
  project = ProjectFile.open(await importTinyCapture(folder));
  runId = addFoggyRun(project, encoder);
  await indexRun(project, runId, encoder);
  bare = addFoggyRun(project, encoder);
});
afterAll(async () => {
  project.close();
  await rm(folder, { recursive: true });
});

/** Without the images, which would fill the screen where a test fails. */
const textOf = (bytes: Buffer) => bytes.toString('utf8').replaceAll(/base64,[^"]+/g, 'base64,…');

type Change = Partial<AnnotatedViewContent> & { readonly asked?: object };

function view(name: string, { asked = {}, ...change }: Change = {}): AnnotatedView {
  const content = annotatedViewContentSchema.parse({
    version: 1,
    runId,
    camera: {
      worldFromCamera: project.captures.frames()[0]!.worldFromCamera,
      verticalFovDegrees: 50,
      target: [0, 0, 0],
    },
    questions: [{ text: 'red', colour: '#ff922b', isVisible: true, ...asked }],
    activeQuestion: 0,
    canonical: {
      name: 'Colours',
      phrases: [
        { text: 'grey', enabled: true },
        { text: 'white', enabled: false },
      ],
    },
    display: { colourMap: 'viridis', range: 'normalised', opacity: 0.8 },
    marks: [],
    note: '',
    ...change,
  });
  const thumbnail = Buffer.from('not an image');
  const id = String(project.annotatedViews.add({ name, content, thumbnail }));
  return { id, name, content, createdAt: '2026-01-01T00:00:00Z', changedAt: '2026-01-02T00:00:00Z' };
}

describe('the picture of a view', () => {
  it('has the size that was asked for, and a legend where something was asked', async () => {
    const asked = await renderAnnotatedView(project, view('a'), SETTING);
    const plain = await renderAnnotatedView(project, view('b', { activeQuestion: null }), SETTING);
    const sizes = await Promise.all([asked.png, plain.png].map((png) => sharp(png).metadata()));
    expect(sizes[1]).toMatchObject({ width: 64, height: 48 });
    expect(sizes[0]!.height).toBeGreaterThan(48);
    expect(plain.relevancy).toBeNull();
  });

  it('is asked at the scale that the index chose, or the one that the user did', async () => {
    const { relevancy, answer } = await renderAnnotatedView(project, view('a'), SETTING);
    expect(relevancy!.scale).toBeCloseTo(answer!.scale, 6);
    const chosen = await renderAnnotatedView(project, view('b', { asked: { scale: 2 } }), SETTING);
    expect(chosen.answer!.scale).toBeCloseTo(1.5 * (2 / 7) ** 2, 5);
    expect(chosen.relevancy!.scale).toBeCloseTo(chosen.answer!.scale, 6);
  });

  it('of what is like a point is not that of the words', async () => {
    const words = await renderAnnotatedView(project, view('a', { asked: { scale: 2 } }), SETTING);
    const like = view('b', { asked: { scale: 2, like: { point: 5, scale: 2 } } });
    const { png } = await renderAnnotatedView(project, like, SETTING);
    expect(png).not.toEqual(words.png);
  });

  it('is rendered without an index, but not what only an index knows', async () => {
    const { answer, relevancy } = await renderAnnotatedView(project, view('a', { runId: bare }), SETTING);
    expect(answer).toBeNull();
    expect(relevancy!.peak).toBeGreaterThan(0);
    const like = view('b', { runId: bare, asked: { like: { point: 5, scale: 2 } } });
    await expect(renderAnnotatedView(project, like, SETTING)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a report', () => {
  it('shows views with what was asked, found and noted, and needs nothing else', async () => {
    const marks: AnnotatedViewContent['marks'] = [{ kind: 'marker', id: 'm', at: [0, 0, 0], text: 'The handle' }];
    const { bytes, warnings } = await writeReport(
      project,
      [view('Desk', { note: 'First line\nSecond', marks }), view('Shelf')],
      SETTING,
    );
    const page = textOf(bytes);
    expect(warnings).toEqual([]);
    for (const text of [
      '<h2>Desk</h2>',
      '<h2>Shelf</h2>',
      'First line\nSecond',
      'Marker: The handle',
      '2026-01-02',
      'grey',
      '(Colours)',
      'Found for “red”',
    ]) {
      expect(page).toContain(text);
    }
    expect(page).not.toContain('white,');
    expect(page).not.toContain('white <');
    expect(page.match(/<img src="data:image\/jpeg;base64,…"/g)).toHaveLength(2);
    expect(page).not.toMatch(/https?:|<script|<link|style="/);
    const [image] = /(?<=base64,)[^"]+/.exec(bytes.toString('utf8'))!;
    expect(await sharp(Buffer.from(image, 'base64')).metadata()).toMatchObject({ format: 'jpeg', width: 64 });
  });

  it('has a policy that allows its own style, and nothing that runs', async () => {
    const { bytes } = await writeReport(project, [view('a', { activeQuestion: null })], SETTING);
    const page = textOf(bytes);
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`default-src &#39;none&#39;; img-src data:; style-src &#39;sha256-${hash}&#39;`);
  });

  it('shows whatever was written as text', async () => {
    const hostile = view(HOSTILE, {
      note: HOSTILE,
      questions: [
        { text: 'red', colour: '#ff922b', isVisible: true, reading: null, like: null, scale: null, threshold: null },
      ],
      canonical: { name: `</style>${HOSTILE}`, phrases: [{ text: `</dd>${HOSTILE}`.slice(0, 200), enabled: true }] },
      marks: [{ kind: 'note', id: 'n', at: [0.5, 0.5], text: HOSTILE }],
    });
    project.rename(HOSTILE);
    const { bytes } = await writeReport(project, [hostile], { ...SETTING, generator: HOSTILE });
    const page = textOf(bytes);
    expect(page).not.toMatch(/<script|<img src=x/);
    expect(page).not.toContain('\u0000');
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    // Every tag is one that the report itself makes.
    expect(page.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*\son\w+=/i);
  });

  it('of a view that cannot be rendered any more shows what there is, and says why', async () => {
    const gone = view('Gone', { runId: '99' });
    const { bytes, warnings } = await writeReport(project, [gone, view('Here')], SETTING);
    expect(warnings).toEqual([expect.stringMatching(/^‘Gone’: .*99/)]);
    const page = textOf(bytes);
    expect(page).toContain('cannot be rendered any more');
    expect(page).toContain('<h2>Here</h2>');
  });

  it('can be cancelled, and tells how far it is', async () => {
    const progress: number[] = [];
    const views = [view('a', { activeQuestion: null }), view('b', { activeQuestion: null })];
    await writeReport(project, views, SETTING, { onProgress: (done) => progress.push(done) });
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(2);
    const cancelled = writeReport(project, views, SETTING, { isCancelled: () => true });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  });
});
