// pg-boss: jobs that do nothing, fetched and completed in batches of 50 by several workers.
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { concurrency, jobs, since, tellRates } from './figures.mjs';

const boss = new PgBoss({ connectionString: process.env.DATABASE_URL, max: concurrency, supervise: false, schedule: false });
boss.on('error', (error) => console.error(error));
await boss.start();
await boss.createQueue('nothing');
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 1 });

await tellRates('pg-boss, batches of 50', 'a second', async () => {
  for (let added = 0; added < jobs; added += 1000) {
    await boss.insert('nothing', Array.from({ length: 1000 }, () => ({ data: {} })));
  }
  let left = Math.ceil(jobs / 1000) * 1000;
  const all = left;
  await pool.query('analyze');
  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, async () => {
    while (left > 0) {
      const batch = await boss.fetch('nothing', { batchSize: 50 });
      if (batch.length === 0) break;
      await boss.complete('nothing', batch.map((job) => job.id));
      left -= batch.length;
    }
  }));
  return all / since(began);
}, 'in batches of 50');
await pool.end();
await boss.stop({ graceful: false });
