// BullMQ on a Redis without persistence: jobs that do nothing.
import { Queue, Worker } from 'bullmq';
import { concurrency, countdown, jobs, since, tellRates } from './figures.mjs';

const connection = { url: process.env.REDIS_URL, maxRetriesPerRequest: null };
await tellRates('BullMQ', 'a second', async (round) => {
  const queue = new Queue(`nothing-${round}`, { connection });
  for (let added = 0; added < jobs; added += 1000) {
    await queue.addBulk(Array.from({ length: 1000 }, () => ({ name: 'nothing', data: {}, opts: { removeOnComplete: true } })));
  }
  const all = Math.ceil(jobs / 1000) * 1000;
  const { done, tick } = countdown(all);
  const began = performance.now();
  const worker = new Worker(queue.name, async () => {}, { connection, concurrency });
  worker.on('completed', tick);
  await done;
  const rate = all / since(began);
  await worker.close();
  await queue.obliterate({ force: true });
  await queue.close();
  return rate;
}, 'one by one');
process.exit(0);
