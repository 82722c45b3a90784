import { expect, it } from 'vitest';
import { createSlowDisk } from '../../../electron/backend/contexts/slow-disk.ts';

it('what does not answer is given up, not asked again, and told when it has answered after all', async () => {
  const disk = createSlowDisk(5);
  const told: string[] = [];
  disk.onLateAnswer(() => told.push('late'));
  const drive = Promise.withResolvers<string>();
  const asked: string[] = [];
  const ask = (question: string, answer: Promise<string>) =>
    disk.ask(question, () => {
      asked.push(question);
      return answer;
    });
  await expect(ask('gone', drive.promise)).rejects.toThrow('it did not answer within 0.005 s');
  await expect(ask('gone', drive.promise)).rejects.toThrow('it did not answer');
  expect([await ask('here', Promise.resolve('content')), asked, told]).toEqual(['content', ['gone', 'here'], []]);
  drive.resolve('late');
  await expect.poll(() => told).toEqual(['late']);
  expect(await ask('gone', Promise.resolve('back'))).toBe('back');
  disk.dispose();
});

it('what fails fails as it does', async () => {
  const disk = createSlowDisk();
  await expect(disk.ask('x', () => Promise.reject(new Error('no such file')))).rejects.toThrow('no such file');
  disk.dispose();
});
