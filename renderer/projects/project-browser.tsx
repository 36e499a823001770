import { useLibrary } from '../api/queries.ts';
import { openProject } from '../navigation.ts';

export function ProjectBrowser() {
  const library = useLibrary();
  return (
    <ul>
      {library.data?.map((card) => (
        <li key={card.id}>
          <button type="button" onClick={() => openProject(card.id)}>
            {card.name}
          </button>
        </li>
      ))}
    </ul>
  );
}
