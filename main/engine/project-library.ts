import type { ProjectCard } from '../api/contract.ts';
import type { Library } from '../store/library.ts';
import type { EventBus } from './event-bus.ts';
import type { OpenProjects } from './open-projects.ts';

/** The list of recent projects, announcing every change. */
export class ProjectLibrary {
  readonly #library: Library;
  readonly #projects: OpenProjects;
  readonly #bus: EventBus;

  constructor(library: Library, projects: OpenProjects, bus: EventBus) {
    this.#library = library;
    this.#projects = projects;
    this.#bus = bus;
  }

  cards(): ProjectCard[] {
    return this.#library.list();
  }

  card(id: string): ProjectCard {
    return this.#library.get(id);
  }

  /** Puts an existing project file on the list, or its card to the top. */
  add(path: string): ProjectCard {
    const { id } = this.#library.add(path);
    // Opening it finds runs that died with another engine, which then show on the card.
    this.#projects.use(id, () => {});
    const card = this.#library.refresh(id);
    this.#announce();
    return card;
  }

  rename(id: string, name: string): ProjectCard {
    const card = this.#library.rename(id, name);
    this.#announce();
    return card;
  }

  /** A small JPEG, from the list itself: showing the cards opens no project. */
  thumbnail(id: string): Buffer | null {
    return this.#library.thumbnail(id);
  }

  /** Notes that the project was opened now, which puts its card first. */
  touch(id: string): void {
    this.#library.touch(id);
    this.#announce();
  }

  /** Reads the card from the project file again. */
  refresh(id: string): void {
    const before = JSON.stringify(this.#library.get(id));
    if (JSON.stringify(this.#library.refresh(id)) !== before) this.#announce();
  }

  remove(id: string, file: 'keep' | 'delete'): void {
    this.#projects.close(id);
    this.#library.delete(id, { deleteFile: file === 'delete' });
    this.#announce();
  }

  #announce(): void {
    this.#bus.emit({ type: 'library' });
  }
}
