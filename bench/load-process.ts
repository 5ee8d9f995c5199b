import { type Job, LOADS } from './loads';

// The process that makes the load: does what its parent sends, and answers each job when it is done.
process.on('message', (job: Job) => {
  LOADS[job.load](job).then(() => process.send?.('done'));
});
