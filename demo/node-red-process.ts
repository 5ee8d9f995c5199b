import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a Node-RED of its own is started with. */
export interface NodeRedOptions {
  /** The program that runs it (default: this one) and the folder of the `node-red` package. */
  node?: string;
  nodeRedFolder?: string;
  /** Installed packages by name: each folder is linked into the new user directory. */
  packages: Record<string, string>;
  flows: object[];
  /** 0: a free one. */
  port: number;
  env?: Record<string, string>;
  /** More of `settings.js`. */
  settings?: object;
  onLine?: (line: string) => void;
}

/** A Node-RED in a process of its own, with a user directory that goes when it goes. */
export class NodeRedProcess {
  private readonly exited: Promise<void>;

  private constructor(
    private readonly child: ChildProcess,
    /** Where the editor is, such as `http://127.0.0.1:1880/`. */
    readonly url: string,
    readonly userDirectory: string,
    /** Everything that it has printed so far. */
    readonly log: string[],
  ) {
    this.exited = new Promise((resolve) => child.once('close', () => resolve()));
  }

  /** Starts one and waits until its flows run. Throws an Error with its last lines when they do not. */
  static async start(options: NodeRedOptions): Promise<NodeRedProcess> {
    const userDirectory = await prepareUserDirectory(options);
    const child = spawnNodeRed(options, userDirectory);
    const log: string[] = [];
    try {
      const url = await readUntilStarted(child, log, options.onLine);
      return new NodeRedProcess(child, url, userDirectory, log);
    } catch (error) {
      child.kill('SIGKILL');
      await rm(userDirectory, { recursive: true, force: true });
      throw error;
    }
  }

  /** Replaces all flows, as the editor's Deploy does; `type` is `full`, `nodes` or `flows`. */
  async deploy(flows: object[], type = 'full'): Promise<void> {
    const response = await fetch(new URL('flows', this.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'Node-RED-Deployment-Type': type },
      body: JSON.stringify(flows),
    });
    if (!response.ok) throw new Error(`the deploy was refused: ${response.status} ${await response.text()}`);
  }

  /** Ends it (at once, with SIGKILL, when it has not gone after 5 s) and removes its user directory. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.child.kill(signal);
    const deadline = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await this.exited;
    clearTimeout(deadline);
    await rm(this.userDirectory, { recursive: true, force: true });
  }

  /** Resolves when the process is gone, whoever ended it. */
  get hasEnded(): Promise<void> {
    return this.exited;
  }
}

async function prepareUserDirectory({ packages, flows, port, settings }: NodeRedOptions): Promise<string> {
  const userDirectory = await mkdtemp(join(tmpdir(), 'chip-to-flow-'));
  for (const [name, folder] of Object.entries(packages)) {
    const link = join(userDirectory, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(folder, link, 'junction');
  }
  const dependencies = Object.fromEntries(Object.keys(packages).map((name) => [name, '*']));
  await writeFile(join(userDirectory, 'package.json'), JSON.stringify({ name: 'node-red-project', dependencies }));
  await writeFile(join(userDirectory, 'flows.json'), JSON.stringify(flows));
  await writeFile(
    join(userDirectory, 'settings.js'),
    `module.exports = ${JSON.stringify(settingsFor(port, settings))};\n`,
  );
  return userDirectory;
}

/** Loopback only; nothing is looked up on the Internet. */
function settingsFor(port: number, more: object = {}): object {
  return {
    uiHost: '127.0.0.1',
    uiPort: port,
    flowFile: 'flows.json',
    credentialSecret: false,
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: { tours: false, palette: { catalogues: [] } },
    ...more,
  };
}

function spawnNodeRed(options: NodeRedOptions, userDirectory: string): ChildProcess {
  const { node = process.execPath, nodeRedFolder = dirname(require.resolve('node-red/package.json')), env } = options;
  return spawn(node, [join(nodeRedFolder, 'red.js'), '--userDir', userDirectory], {
    cwd: userDirectory,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Its address is in the log before its flows run; both must have come. */
function readUntilStarted(child: ChildProcess, log: string[], onLine?: (line: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let url: string | undefined;
    const read = (chunk: Buffer): void => {
      for (const line of chunk
        .toString()
        .split(/\r?\n/)
        .filter((text) => text !== '')) {
        log.push(line);
        onLine?.(line);
        url ??= /Server now running at (\S+)/.exec(line)?.[1];
        if (url !== undefined && log.some((text) => /Started flows|Waiting for missing types/.test(text))) resolve(url);
      }
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`Node-RED ended with code ${code}:\n${log.slice(-20).join('\n')}`)));
  });
}
