/** A stand-in for the engine process: speaks the shell's protocol and can be told to misbehave. */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { ProjectCard } from '../api/contract.ts';
import { connectParent } from '../engine/parent-port.ts';
import { GRANT_PATH, SECRET_HEADER, SHUTDOWN_PATH } from '../engine/process-messages.ts';

const FAKE_CARD: ProjectCard = {
  id: 'fox',
  path: '/projects/fox.lerf',
  name: 'Fox',
  images: 50,
  state: 'imported',
  lastMetric: null,
  hasThumbnail: false,
  fileBytes: 1,
  openedAt: '2026-01-01T00:00:00.000Z',
};

const parent = connectParent();
parent.onGone(() => process.exit(0));
parent.onStart((start) => {
  if (process.env.FAKE_ENGINE === 'dies at start') process.exit(3);
  const server = createServer((request, response) => {
    if (request.headers[SECRET_HEADER] !== start.secret) {
      response.writeHead(403).end();
      return;
    }
    switch (request.url) {
      case '/start':
        response.setHeader('content-type', 'application/json').end(JSON.stringify(start));
        break;
      case '/echo':
        response.setHeader('set-cookie', ['a=1', 'b=2']);
        void pipeline(request, response);
        break;
      case '/stream':
        response.write('first\n');
        setTimeout(() => response.end('second\n'), 100);
        break;
      case '/hang':
        response.write('x');
        response.on('close', () => console.log('the client has gone'));
        break;
      case '/api/library':
        response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify(request.method === 'POST' ? FAKE_CARD : { projects: [FAKE_CARD] }));
        break;
      case GRANT_PATH:
        void text(request).then((body) => {
          // A path would be taken out of the log.
          const { folder } = JSON.parse(body) as { folder: string };
          console.log(`granted ${folder.split('/').filter(Boolean).join(' then ')}`);
          response.writeHead(204).end();
        });
        break;
      case SHUTDOWN_PATH:
        response.writeHead(202).end();
        setTimeout(() => {
          console.log('checkpoint written');
          process.exit(0);
        }, 50);
        break;
      default:
        response.writeHead(404).end();
    }
  });
  server.listen(start.socketPath, () => {
    console.log('listening');
    parent.send({ type: 'ready' });
  });
});
