import { expect, test } from 'vitest';
import type { Encoder } from '../../main/api/contract.ts';
import { choosableEncoders, describeEncoder, describeState } from './encoder-state.ts';

const clip: Encoder = {
  id: 'clip',
  name: 'CLIP',
  kind: 'image-text',
  source: 'catalogue',
  licence: 'MIT',
  dimensions: 512,
  totalBytes: 600e6,
  presentBytes: 0,
  state: 'absent',
  problem: null,
  notes: '',
  origin: null,
  denseEncoder: 'dino',
  jobId: null,
};

test('an encoder is described by its licence, its dimensions and its size, if that is known', () => {
  expect(describeEncoder(clip)).toBe('MIT · 512 dimensions · 600 MB');
  expect(describeEncoder({ ...clip, totalBytes: 0, dimensions: 0 })).toBe('MIT');
});

test('its state is put into words where there is something to say', () => {
  expect(describeState(clip)).toBeNull();
  expect(describeState({ ...clip, state: 'partial', presentBytes: 60e6 })).toBe('60 MB of 600 MB are here');
  expect(describeState({ ...clip, state: 'damaged', problem: 'It ends too early.' })).toBe('It ends too early.');
});

test('smaller versions can be chosen once they are here, dense ones never', () => {
  const small = { ...clip, id: 'clip-fp16' };
  const dense = { ...clip, id: 'dino', kind: 'dense' as const, state: 'ready' as const };
  expect(choosableEncoders([clip, small, dense]).map(({ id }) => id)).toEqual(['clip']);
  expect(choosableEncoders([clip, { ...small, state: 'ready' }]).map(({ id }) => id)).toEqual(['clip', 'clip-fp16']);
});
