import { expect, test, vi } from 'vitest';
import { EventBus } from './event-bus.ts';

test('a listener that throws does not keep the event from the others', () => {
  const onError = vi.fn();
  const bus = new EventBus(onError);
  const failure = new Error('listener');
  const second = vi.fn();
  bus.subscribe(() => {
    throw failure;
  });
  bus.subscribe(second);
  bus.emit({ type: 'library' });
  expect(second).toHaveBeenCalledExactlyOnceWith({ type: 'library' });
  expect(onError).toHaveBeenCalledExactlyOnceWith(failure);
});

test('after unsubscribing, even in the middle of an event, a listener hears nothing more', () => {
  const bus = new EventBus(() => {});
  const heard: string[] = [];
  const leave = bus.subscribe((event) => {
    heard.push(event.type);
    leave();
  });
  bus.emit({ type: 'library' });
  bus.emit({ type: 'library' });
  expect(heard).toEqual(['library']);
});
