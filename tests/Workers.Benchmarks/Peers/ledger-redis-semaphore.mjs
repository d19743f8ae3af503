// redis-semaphore: acquire and release pairs of a semaphore that is never full.
import { Redis } from 'ioredis';
import { Semaphore } from 'redis-semaphore';
import { since, tellRates } from './figures.mjs';

const redis = new Redis(process.env.REDIS_URL, { enableAutoPipelining: false });
await tellRates('redis-semaphore, acquire and release, 256 in flight', 'pairs a second', async () => {
  let pairs = 0;
  const began = performance.now();
  await Promise.all(Array.from({ length: 256 }, async () => {
    while (since(began) < 3) {
      const semaphore = new Semaphore(redis, 'room', 1000, { refreshInterval: 0 });
      await semaphore.acquire();
      await semaphore.release();
      pairs++;
    }
  }));
  return pairs / since(began);
}, 'reserve and release');
redis.disconnect();
