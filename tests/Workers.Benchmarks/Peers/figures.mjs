// What the scripts beside this one share: how many jobs and repetitions, and how a figure is told (one JSON line).
export const jobs = Number(process.env.JOBS);
export const repetitions = Number(process.env.REPETITIONS);
export const concurrency = 10;

/** Calls measure repetitions times and tells the rates; beside is how the name of our own figure of the same thing begins. */
export async function tellRates(name, unit, measure, beside) {
  const values = [];
  for (let round = 0; round < repetitions; round++) {
    values.push(await measure(round));
  }
  console.log(JSON.stringify({ name, unit, values, beside }));
}

/** A rate from a moment until the given number of calls came. */
export function countdown(count) {
  let left = count;
  let finish;
  const done = new Promise((resolve) => (finish = resolve));
  return { done, tick: () => { if (--left === 0) finish(); } };
}

export const since = (began) => (performance.now() - began) / 1000;
