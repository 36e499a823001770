import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './theme/global.css';
import { createRoot } from 'react-dom/client';
import { followEngine } from './api/events.ts';
import { openSession } from './api/session.ts';
import { App } from './app.tsx';

await openSession();
void followEngine(new AbortController().signal);
createRoot(document.getElementById('root')!).render(<App />);
