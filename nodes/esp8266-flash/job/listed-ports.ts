import { FlashError } from '../flash-error';
import { listPorts } from '../link/port-list';
import { forkQuietly, WORKER } from './job-process';
import type { FromWorker, ListedPort, ToWorker } from './worker-messages';

/** A driver may hang while it is asked. */
const PATIENCE_MS = 10_000;

/**
 * The serial ports of this machine. Where the native part of `serialport` looks for them they are looked up in a process of
 * their own: it may crash or hang. Who asks meanwhile gets the same answer.
 */
export class ListedPorts {
  private asked: Promise<ListedPort[]> | undefined;

  /** On Linux files tell of the ports. */
  constructor(private readonly isNative = process.platform !== 'linux') {}

  /** Throws FlashError `driver-missing` where serialport does not load. */
  list(): Promise<ListedPort[]> {
    this.asked ??= (this.isNative ? ask() : listPorts()).finally(() => {
      this.asked = undefined;
    });
    return this.asked;
  }
}

function ask(): Promise<ListedPort[]> {
  const child = forkQuietly(WORKER, () => {});
  const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  return new Promise<ListedPort[]>((resolve, reject) => {
    child.on('message', (message: FromWorker) => {
      if (message.kind === 'ports') resolve(message.ports);
      if (message.kind === 'broken') reject(new FlashError(message.code, message.values));
    });
    child.once('error', reject);
    child.once('close', () => reject(new FlashError('worker-died')));
    const question: ToWorker = { kind: 'list' };
    child.send(question, () => {}); // `close` tells when it is not there
  }).finally(() => clearTimeout(patience));
}
