import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a new user directory tells Node-RED. */
export interface UserDirectoryContents {
  /** Installed packages by name: each folder is linked into the directory. */
  packages: Record<string, string>;
  flows: object[];
  /** Of the editor; 0: a free one. */
  port: number;
  /** More of `settings.js`. */
  settings?: object;
}

/** A directory for one Node-RED: its flows, its settings, and what is installed. It stays no longer than this process. */
export class UserDirectory {
  private readonly removeAtExit = (): void => rmSync(this.path, { recursive: true, force: true });

  private constructor(readonly path: string) {
    process.once('exit', this.removeAtExit);
  }

  static async make(contents: UserDirectoryContents): Promise<UserDirectory> {
    const directory = new UserDirectory(await makeTemporaryDirectory());
    await fill(directory.path, contents);
    return directory;
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
    process.off('exit', this.removeAtExit);
  }
}

async function fill(path: string, { packages, flows, port, settings }: UserDirectoryContents): Promise<void> {
  for (const [name, folder] of Object.entries(packages)) {
    const link = join(path, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(folder, link, 'junction');
  }
  const dependencies = Object.fromEntries(Object.keys(packages).map((name) => [name, '*']));
  await writeFile(join(path, 'package.json'), JSON.stringify({ name: 'node-red-project', dependencies }));
  await writeFile(join(path, 'flows.json'), JSON.stringify(flows));
  await writeFile(join(path, 'settings.js'), `module.exports = ${JSON.stringify(settingsFor(port, settings))};\n`);
}

async function makeTemporaryDirectory(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'chip-to-flow-'));
  } catch (error) {
    throw new Error(`no directory can be made in ${tmpdir()}; let TMPDIR name one where it can`, { cause: error });
  }
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
