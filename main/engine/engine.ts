import { join } from 'node:path';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type {
  Browse,
  CrashedRun,
  EngineCrash,
  EngineInfo,
  ImportResult,
  importRequestSchema,
  Job,
  ProjectDetail,
  Run,
  SalvageResult,
} from '../api/contract.ts';
import { newestCrashReport } from '../diagnostics/crash-reports.ts';
import { UserError } from '../errors.ts';
import { uniqueProjectPath } from '../store/folders.ts';
import { Library } from '../store/library.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { type ActiveRun, ActiveRunsJournal } from './active-runs-journal.ts';
import { AnnotatedViews } from './annotated-views.ts';
import { browse } from './browse.ts';
import { type Compute, ComputeThread } from './compute.ts';
import { Demo } from './demo.ts';
import { Devices } from './devices.ts';
import { Diagnostics } from './diagnostics.ts';
import { Encoders } from './encoders.ts';
import { EventBus } from './event-bus.ts';
import { Exports } from './exports.ts';
import { Features } from './features.ts';
import { Films } from './films.ts';
import { GrantedRoots } from './granted-roots.ts';
import { importCapture } from './import.ts';
import { installedEncoders, type Shelf } from './installed-encoders.ts';
import { isLive, JobQueue } from './job-queue.ts';
import { KeptFiles } from './kept-files.ts';
import { LanguageIndexes } from './language-indexes.ts';
import { Notes } from './notes.ts';
import { OpenProjects } from './open-projects.ts';
import { PhraseSets } from './phrase-sets.ts';
import { projectDetail } from './project-detail.ts';
import { ProjectLibrary } from './project-library.ts';
import { Questions } from './questions.ts';
import { salvageProject } from './salvage-project.ts';
import { TrainingRuns } from './training-runs.ts';
import { UnfinishedFiles } from './unfinished-files.ts';
import { version } from './version.ts';
import { Views } from './views.ts';

export interface EngineOptions {
  dataFolder: string;
  shell: EngineInfo['shell'];
  /** Folders that paths from the user interface may lie in. */
  roots: string[];
  /** How often the shell had to start the engine again, and one sentence on the last time. */
  restarts: number;
  lastExit: string | null;
  log: Logger;
  /** Where native compute happens; by default a thread for each. */
  compute?: Threads | undefined;
  /** By default the encoders of the data folder and those that ship with the program. */
  encoders?: Shelf | undefined;
  /** Where the demo is; by default what ships with the program. */
  demoFolder?: string;
}

/** Where what takes long is computed: one waits for nothing that another does. */
export interface Threads {
  training: Compute;
  /** Renders, evaluations, exports. */
  viewing: Compute;
  /** Questions, which are to be answered as they are typed. */
  asking: Compute;
}

/** Everything the user interfaces can do, apart from what needs a shell. Owns the projects it opens. */
export class Engine {
  readonly log: Logger;
  readonly roots = new GrantedRoots();
  readonly bus: EventBus;
  readonly jobs: JobQueue;
  readonly projects: OpenProjects;
  readonly library: ProjectLibrary;
  readonly demo: Demo;
  readonly devices: Devices;
  readonly diagnostics: Diagnostics;
  readonly encoders: Encoders;
  readonly features: Features;
  readonly training: TrainingRuns;
  readonly views: Views;
  readonly exports: Exports;
  readonly films: Films;
  readonly files: KeptFiles;
  readonly unfinished: UnfinishedFiles;
  readonly languageIndexes: LanguageIndexes;
  readonly questions: Questions;
  readonly phraseSets: PhraseSets;
  readonly notes: Notes;
  readonly annotatedViews: AnnotatedViews;

  readonly #options: EngineOptions;
  readonly #startedAt = new Date().toISOString();
  readonly #closing = new AbortController();
  readonly #compute: Threads;
  readonly #libraryFile: Library;
  readonly #journal: ActiveRunsJournal;
  /** Run key → step that the run was automatically resumed from. */
  readonly #resumedFrom = new Map<string, number>();
  #lastExit: string | null;
  #crash: EngineCrash | null = null;
  #closed: Promise<void> | undefined;

  static async open(options: EngineOptions): Promise<Engine> {
    const engine = new Engine(options);
    for (const root of options.roots) {
      await engine.roots.grant(root).catch((err) => engine.log.warn({ err }, 'a root does not exist'));
    }
    engine.unfinished.sweep();
    await engine.files.sweep().catch((err) => engine.log.warn({ err }, 'old exports cannot be removed'));
    engine.#recover();
    return engine;
  }

  private constructor(options: EngineOptions) {
    const { log, dataFolder, demoFolder } = options;
    this.log = log;
    this.#options = options;
    this.#lastExit = options.lastExit;
    this.#compute = options.compute ?? {
      training: new ComputeThread(),
      viewing: new ComputeThread(),
      asking: new ComputeThread(),
    };
    this.#libraryFile = Library.open(options.dataFolder);
    if (this.#libraryFile.warning) log.warn(this.#libraryFile.warning);
    this.#journal = new ActiveRunsJournal(this.#libraryFile.settings);
    this.bus = new EventBus((err) => log.error({ err }, 'an event listener failed'));
    this.jobs = new JobQueue(
      (job) => this.bus.emit({ type: 'job', job }),
      (err, job) => log.error({ err, job: job.kind }, 'a job failed'),
    );
    this.bus.subscribe((event) => {
      if (event.type === 'run') this.languageIndexes.noteRun(event.projectId, event.run);
    });
    this.projects = new OpenProjects({
      locate: (id) => this.#libraryFile.get(id).path,
      onOpen: (id, project) => this.#onOpen(id, project),
    });
    this.library = new ProjectLibrary(this.#libraryFile, this.projects, this.bus);
    const { settings } = this.#libraryFile;
    this.unfinished = new UnfinishedFiles(settings);
    const shared = { projects: this.projects, jobs: this.jobs };
    this.demo = new Demo({
      jobs: this.jobs,
      library: this.library,
      settings,
      unfinished: this.unfinished,
      ...(demoFolder !== undefined && { folder: demoFolder }),
    });
    this.devices = new Devices({ jobs: this.jobs, compute: this.#compute.viewing });
    const shelf = options.encoders ?? installedEncoders(dataFolder);
    this.encoders = new Encoders({ shelf, jobs: this.jobs, bus: this.bus, settings });
    this.features = new Features({
      ...shared,
      bus: this.bus,
      compute: this.#compute.training,
      encoders: this.encoders,
      settings,
      dataFolder,
    });
    this.training = new TrainingRuns({
      ...shared,
      bus: this.bus,
      compute: this.#compute.training,
      features: this.features,
      onStateChange: (projectId) => this.#onRunsChanged(projectId),
      onTrained: (projectId, run) => this.#indexTrained(projectId, run),
    });
    this.views = new Views({
      ...shared,
      compute: this.#compute.viewing,
      encoders: this.encoders,
      dataFolder,
      onEvaluated: (projectId, runId) => {
        this.bus.emit({ type: 'run', projectId, run: this.training.run(projectId, runId) });
        this.library.refresh(projectId);
      },
    });
    this.languageIndexes = new LanguageIndexes({
      ...shared,
      bus: this.bus,
      encoders: this.encoders,
      compute: this.#compute,
      dataFolder,
      isTraining: () => this.training.active.length > 0,
    });
    this.notes = new Notes({ projects: this.projects, bus: this.bus });
    this.phraseSets = new PhraseSets({ projects: this.projects, bus: this.bus });
    this.annotatedViews = new AnnotatedViews({ projects: this.projects, bus: this.bus });
    this.questions = new Questions({
      projects: this.projects,
      encoders: this.encoders,
      compute: this.#compute.asking,
      dataFolder,
      vocabulary: (projectId) => this.notes.vocabulary(projectId),
    });
    this.files = new KeptFiles(join(dataFolder, 'exports'));
    this.diagnostics = new Diagnostics({
      jobs: this.jobs,
      roots: this.roots,
      files: this.files,
      devices: this.devices,
      library: this.#libraryFile,
      dataFolder,
    });
    this.films = new Films({
      ...shared,
      files: this.files,
      unfinished: this.unfinished,
      roots: this.roots,
      encoders: this.encoders,
      compute: this.#compute.viewing,
      dataFolder,
    });
    this.exports = new Exports({
      ...shared,
      files: this.files,
      unfinished: this.unfinished,
      roots: this.roots,
      encoders: this.encoders,
      compute: this.#compute,
      dataFolder,
    });
  }

  /** Aborted when the engine begins to close. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  info(): EngineInfo {
    const { shell, restarts } = this.#options;
    return {
      version,
      shell,
      startedAt: this.#startedAt,
      restarts,
      lastExit: this.#lastExit,
      crash: this.#crash,
      notice: this.#libraryFile.warning,
      memoryBytes: process.memoryUsage.rss(),
    };
  }

  browse(path: string | null): Promise<Browse> {
    return browse(this.roots, path);
  }

  projectDetail(id: string): ProjectDetail {
    return this.projects.use(id, (project) => projectDetail(project, this.library.card(id)));
  }

  removeProject(id: string, file: 'keep' | 'delete'): void {
    this.#requireIdle(id);
    const { path } = this.library.card(id);
    this.library.remove(id, file);
    void this.questions.release(path).catch((err) => this.log.warn({ err }, 'an index is not freed'));
  }

  /** Imports a capture as a job; every path must lie in a granted root. */
  async startImport(request: z.output<typeof importRequestSchema>): Promise<Job> {
    const capture = await this.roots.existing(request.capture);
    const images = request.images === undefined ? undefined : await this.roots.existing(request.images);
    const target = request.project === undefined ? undefined : await this.roots.forWriting(request.project);
    return this.jobs.enqueue({
      kind: 'import',
      title: `Importing ${request.name}`,
      projectId: null,
      work: async ({ signal, progress, warn }): Promise<ImportResult> => {
        const path = target ?? uniqueProjectPath(request.name);
        const { name, downscale, holdout } = request;
        const hooks = { signal, onProgress: progress, onWarning: warn };
        const imported = await this.unfinished.building(path, () =>
          importCapture({ capture, images, path, name, downscale, holdout }, hooks),
        );
        return { projectId: this.library.add(path).id, ...imported };
      },
    });
  }

  /** Saves what can be read of a project on the list into a new one, as a job; the damaged file stays as it is. */
  startSalvage(id: string): Job {
    const { name, path: source, state } = this.library.card(id);
    if (state === 'missing') throw new UserError('not-found', `${source} was not found.`, 'Put the file back.');
    this.#requireIdle(id);
    return this.jobs.enqueue({
      kind: 'salvage',
      title: `Saving what can be read of ${name}`,
      projectId: null,
      work: async ({ signal, progress }): Promise<SalvageResult> => {
        progress(0, null, 'Reading the damaged project');
        // Its pages are read as those of any file, which must not happen to one that SQLite has open here.
        this.projects.close(id);
        const path = uniqueProjectPath(`${name} (salvaged)`);
        const report = await this.unfinished.building(path, () => salvageProject(source, path, signal));
        return { ...report, projectId: this.library.add(report.project).id };
      },
    });
  }

  /** @throws UserError conflict while a job works on the project */
  #requireIdle(id: string): void {
    const busy = this.jobs.list().find((job) => job.projectId === id && isLive(job));
    if (busy) throw new UserError('conflict', `The project is in use: ${busy.title}.`, 'Stop that first.');
  }

  /** Pauses training at a checkpoint, waits for it, and closes everything. A second call waits for the first. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    this.training.pauseAll();
    for (const job of this.jobs.list()) if (job.kind !== 'train') this.jobs.cancel(job.id);
    await this.jobs.idle();
    await Promise.all(Object.values(this.#compute).map((thread: Compute) => thread.close()));
    await this.files.close();
    this.projects.closeAll();
    this.#libraryFile.close();
  }

  #onOpen(id: string, project: ProjectFile): void {
    // A full disk that holds the list keeps nobody from a project that lies on another.
    this.#orLog(() => this.library.touch(id), 'the list of projects cannot be written');
    if (project.readOnly) return;
    for (const run of project.runs.markInterrupted(this.training.activeIds(id))) {
      this.log.info({ project: id, run: run.number, step: run.step }, 'a run was interrupted');
    }
  }

  #onRunsChanged(projectId: string): void {
    const active = this.training.active;
    this.#orLog(() => {
      this.#journal.write(
        active.map((run): ActiveRun => ({ ...run, resumedFrom: this.#resumedFrom.get(runKey(run)) ?? null })),
      );
      this.library.refresh(projectId);
    }, 'the list of projects cannot be written');
  }

  /** What was trained can be asked at once. Where its encoder has gone, the user interface says so. */
  #indexTrained(projectId: string, run: Run): void {
    if (run.language === null || run.checkpointStep === null || this.#closing.signal.aborted) return;
    this.languageIndexes
      .start(projectId, run.id)
      .catch((err) => this.log.warn({ err, run: run.number }, 'the language index is not built'));
  }

  /** Cards tell the truth again after a crash; after a restart by the shell, training goes on. */
  #recover(): void {
    for (const card of this.library.cards()) {
      if (card.state !== 'training') continue;
      this.#orLog(() => {
        this.projects.use(card.id, () => {});
        this.library.refresh(card.id);
      }, 'a project cannot be opened');
    }
    const interrupted = this.#journal.read();
    this.#journal.write([]);
    if (this.#options.restarts === 0) return;
    const what = this.#options.lastExit ?? 'The engine stopped and has been restarted.';
    const runs: CrashedRun[] = [];
    for (const entry of interrupted) {
      this.#orLog(() => {
        // Before it goes on: then its figures are those of the new beginning.
        const run = this.training.run(entry.projectId, entry.runId);
        const crashed = this.#crashedRun(entry.projectId, run);
        if (run.state === 'interrupted') runs.push({ ...crashed, goesOn: this.#resume(entry, run) });
      }, 'a run cannot be resumed');
    }
    this.#crash = { what, runs, report: newestCrashReport(this.#options.dataFolder) };
  }

  #crashedRun(projectId: string, { id: runId, number, step, steps }: Run): CrashedRun {
    return this.projects.use(projectId, (project) => {
      const latest = project.checkpoints.latest(runId);
      return {
        ...{ projectId, projectName: project.info.name, runId, number, steps, goesOn: false },
        reachedStep: Math.max(step, latest?.step ?? 0),
        checkpoint: latest && { step: latest.step, savedAt: latest.createdAt },
      };
    });
  }

  /** Whether the run goes on: not where it died twice in the same place, or nothing can be written. */
  #resume({ projectId, runId, resumedFrom }: ActiveRun, run: Run): boolean {
    const from = run.checkpointStep ?? 0;
    if (resumedFrom !== null && from <= resumedFrom) {
      // It died twice without getting on: a third time would only take the engine down again.
      this.#say(`Training run ${run.number} stays interrupted because it got no further than last time.`);
      return false;
    }
    this.#resumedFrom.set(runKey({ projectId, runId }), from);
    try {
      this.training.resume(projectId, runId);
    } catch (err) {
      this.log.warn({ err }, 'a run cannot be resumed');
      return false;
    }
    this.#say(`Training run ${run.number} goes on from step ${from}.`);
    return true;
  }

  #say(sentence: string): void {
    this.log.info(sentence);
    this.#lastExit = this.#lastExit ? `${this.#lastExit} ${sentence}` : sentence;
  }

  #orLog(work: () => void, message: string): void {
    try {
      work();
    } catch (err) {
      this.log.warn({ err }, message);
    }
  }
}

function runKey({ projectId, runId }: { projectId: string; runId: string }): string {
  return `${projectId}/${runId}`;
}
