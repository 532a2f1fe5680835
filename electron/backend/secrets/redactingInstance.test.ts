import { expect, it } from 'vitest';
import type { ComponentInstance, InstanceHost, InstanceOptions } from '../registry/component.ts';
import { redactingInstance } from './redactingInstance.ts';
import { Redactor } from './redactor.ts';

it('[N12][N1][P5] a node that was given secrets ends with its flow and is held as any other', async () => {
  const given: string[] = [];
  const drained = Promise.resolve(false);
  const host: InstanceHost = {
    log: () => {},
    staleCode: () => {},
    whenDrained: () => drained,
    isDraining: () => true,
  };
  const stuck = { sandbox: {}, isCause: true };
  const inner: ComponentInstance = {
    ...{ capacity: 3, stuck, fire: () => {}, hold: () => {}, cancel: () => {} },
    giveUp: ({ type }) => void given.push(type),
    [Symbol.asyncDispose]: async () => {},
  };
  let options: InstanceOptions | undefined;
  const about = { actorId: 'n', graph: 'g', config: {}, state: { namespace: 'r', actorId: 'n' } };
  const instance = await redactingInstance(
    new Redactor(),
    { ...about, limits: {}, environment: {}, host },
    async (own) => {
      options = own;
      return inner;
    },
  );
  expect([options!.host.whenDrained?.(), options!.host.isDraining?.()]).toEqual([drained, true]);
  expect(instance.stuck).toBe(stuck);
  instance.giveUp?.({ type: 'QueueFull', message: '', stack: '', port: null });
  expect(given).toEqual(['QueueFull']);
});
