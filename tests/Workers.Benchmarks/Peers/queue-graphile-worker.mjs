// graphile-worker: jobs that do nothing, with its defaults and with its batching, until all are gone from its table.
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import { concurrency, jobs, since, tellRates } from './figures.mjs';

const connectionString = process.env.DATABASE_URL;
const logger = new Logger(() => () => {});
const pool = new pg.Pool({ connectionString, max: concurrency + 2 });
pool.on('error', (error) => console.error(error.message));
const utils = await makeWorkerUtils({ pgPool: pool, logger });
await utils.migrate();

async function measure(worker, count) {
  await pool.query("select graphile_worker.add_job('nothing', '{}'::json) from generate_series(1, $1::int)", [count]);
  // As our own queue: without statistics of what was just put in, its plans are at times thirty times slower.
  await pool.query('vacuum analyze graphile_worker._private_jobs');
  const began = performance.now();
  const runner = await run({
    pgPool: pool, logger, noHandleSignals: true, taskList: { nothing: () => {} },
    preset: { worker: { concurrentJobs: concurrency, ...worker } },
  });
  for (;;) {
    const { rows } = await pool.query('select exists (select from graphile_worker._private_jobs) as left');
    if (!rows[0].left) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const rate = count / since(began);
  await runner.stop();
  return rate;
}

await tellRates('graphile-worker, default', 'a second', () => measure({}, Math.ceil(jobs / 4)), 'one by one');
await tellRates('graphile-worker, local queue of 500 and batched completion', 'a second', () =>
  measure({ concurrentJobs: 24, localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 }, jobs), 'in batches of 100');
await utils.release();
await pool.end();
