import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { UserDirectory, type UserDirectoryContents } from './user-directory';

/** What a Node-RED of its own is started with. */
export interface NodeRedOptions extends UserDirectoryContents {
  /** The program that runs it (default: this one) and the folder of the `node-red` package. */
  node?: string;
  nodeRedFolder?: string;
  /** Does more to the user directory before it is used, such as installing a package in it. */
  prepare?: (userDirectory: string) => Promise<void>;
  env?: Record<string, string>;
  onLine?: (line: string) => void;
  /** Ends it when aborted, also while it starts, and also when it hangs. */
  signal?: AbortSignal;
}

/** A Node-RED in a process of its own, with a user directory that goes when it goes. */
export class NodeRedProcess {
  /** Where the editor is, such as `http://127.0.0.1:1880/`. */
  url = '';
  /** Everything that it has printed so far. */
  readonly log: string[] = [];
  private readonly lines = new EventEmitter<{ line: [string] }>();
  /** How it ended, in words. */
  private readonly ended: Promise<string>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: UserDirectory,
    onLine: (line: string) => void,
  ) {
    this.lines.on('line', onLine);
    for (const input of [child.stdout, child.stderr]) {
      if (input !== null) createInterface({ input }).on('line', (line) => this.read(line));
    }
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(`could not be started: ${error.message}`));
      child.once('close', (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`));
    });
  }

  /** Starts one and waits until its flows run. Throws an Error with its last lines when they do not. */
  static async start(options: NodeRedOptions): Promise<NodeRedProcess> {
    const directory = await UserDirectory.make(options);
    await options.prepare?.(directory.path);
    const child = spawnNodeRed(options, directory.path);
    const nodeRed = new NodeRedProcess(child, directory, options.onLine ?? (() => {}));
    endWith(child, options.signal);
    try {
      const [address] = await Promise.all([nodeRed.nextLine(ADDRESS), nodeRed.nextLine(FLOWS_STARTED)]);
      nodeRed.url = address;
      return nodeRed;
    } catch (error) {
      await nodeRed.stop('SIGKILL');
      throw error;
    }
  }

  /**
   * Replaces all flows, as the editor's Deploy does, and waits until they run; `type` says what of them is restarted:
   * `full`, `flows` or `nodes`.
   */
  async deploy(flows: object[], type = 'full'): Promise<void> {
    await Promise.all([this.nextLine(FLOWS_STARTED), this.postFlows(flows, type)]);
  }

  /** The next line that matches `pattern`: its first group, or all of it. Throws when the process ends before. */
  nextLine(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (line: string): void => {
        const match = pattern.exec(line);
        if (match === null) return;
        this.lines.off('line', look);
        resolve(match[1] ?? match[0]);
      };
      this.lines.on('line', look);
      this.ended.then((how) => reject(new Error(`Node-RED ${how}:\n${this.log.slice(-20).join('\n')}`)));
    });
  }

  /** Ends it (at once, with SIGKILL, when it has not gone after 5 s) and removes its user directory. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    end(this.child, signal);
    await this.ended;
    await this.directory.remove();
  }

  get userDirectory(): string {
    return this.directory.path;
  }

  /** Resolves when the process is gone, whoever ended it. */
  get hasEnded(): Promise<void> {
    return this.ended.then(() => {});
  }

  private read(line: string): void {
    if (line === '') return;
    this.log.push(line);
    this.lines.emit('line', line);
  }

  private async postFlows(flows: object[], type: string): Promise<void> {
    const response = await fetch(new URL('flows', this.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'Node-RED-Deployment-Type': type },
      body: JSON.stringify(flows),
    });
    if (!response.ok) throw new Error(`the deploy was refused: ${response.status} ${await response.text()}`);
  }
}

const ADDRESS = /Server now running at (\S+)/;
/** How long it may take to end. */
const PATIENCE_MS = 5000;
const FLOWS_STARTED = /Started (?:modified )?(?:flows|nodes)|Waiting for missing types/;

/** No way out of this process leaves the child behind: it goes before its user directory does. */
function endWith(child: ChildProcess, signal: AbortSignal | undefined): void {
  const kill = (): void => void child.kill('SIGKILL');
  process.prependOnceListener('exit', kill);
  child.once('close', () => process.off('exit', kill));
  if (signal?.aborted) end(child);
  signal?.addEventListener('abort', () => end(child), { once: true });
}

/** One that hangs hears no other signal than SIGKILL. */
function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): void {
  child.kill(signal);
  setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref();
}

function spawnNodeRed(options: NodeRedOptions, userDirectory: string): ChildProcess {
  const { node = process.execPath, nodeRedFolder = dirname(require.resolve('node-red/package.json')), env } = options;
  return spawn(node, [join(nodeRedFolder, 'red.js'), '--userDir', userDirectory], {
    cwd: userDirectory,
    // The npm within Node-RED keeps a compile cache in the temporary directory, and nobody would remove it.
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
