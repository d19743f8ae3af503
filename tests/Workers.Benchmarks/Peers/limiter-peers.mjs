// rate-limiter-flexible and Bottleneck: calls a second when the limit is out of reach.
import Bottleneck from 'bottleneck';
import { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { since, tellRates } from './figures.mjs';

async function rate(call) {
  let calls = 0;
  const began = performance.now();
  await Promise.all(Array.from({ length: 256 }, async () => {
    while (since(began) < 3) {
      await call();
      calls++;
    }
  }));
  return calls / since(began);
}

const redis = new Redis(process.env.REDIS_URL);
const flexible = new RateLimiterRedis({ storeClient: redis, points: 1e9, duration: 60 });
await tellRates('rate-limiter-flexible', 'calls a second', () => rate(() => flexible.consume('all')));
const url = new URL(process.env.REDIS_URL);
const bottleneck = new Bottleneck({
  id: 'all', datastore: 'ioredis', clearDatastore: true, reservoir: 1e9, Redis,
  clientOptions: { host: url.hostname, port: Number(url.port), password: url.password || undefined },
});
await bottleneck.ready();
await tellRates('Bottleneck, clustered', 'calls a second', () => rate(() => bottleneck.schedule(async () => {})));
await bottleneck.disconnect();
redis.disconnect();
process.exit(0);
