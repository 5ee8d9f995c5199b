import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readImageFile } from './image-file';

const PART = '.part';
const ABANDONED_MS = 60 * 60 * 1000;

/**
 * Images that were fetched, in a folder. The SHA-256 of a file is part of its name: `<name>.<sha256>`. So image and checksum
 * come into being in one step, and jobs that fetch the same image at once do each other no harm.
 */
export class ImageCache {
  constructor(private readonly folder: string) {}

  /** The image of that name, and with that checksum if one is given; what is damaged is removed, and as good as absent. */
  async find(name: string, sha256?: string): Promise<Buffer | undefined> {
    for (const file of await this.files()) {
      if (!file.startsWith(`${name}.`) || file.endsWith(PART)) continue;
      const written = file.slice(name.length + 1);
      if (sha256 !== undefined && written !== sha256) continue;
      const bytes = await readImageFile(join(this.folder, file)).catch(() => undefined);
      if (bytes && sha256Of(bytes) === written) return bytes;
      // in a folder that cannot be written it stays, and is passed over each time
      await rm(join(this.folder, file), { force: true, recursive: true }).catch(() => {});
    }
    return undefined;
  }

  /** Keeps the image, whole or not at all. Rejects when the folder cannot be written. */
  async keep(name: string, bytes: Buffer): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await this.removeAbandoned();
    const part = join(this.folder, `${name}.${randomUUID()}${PART}`);
    try {
      await writeThrough(part, bytes);
      await rename(part, join(this.folder, `${name}.${sha256Of(bytes)}`));
    } finally {
      await rm(part, { force: true });
    }
  }

  /** What a job left that was ended while it wrote. */
  private async removeAbandoned(): Promise<void> {
    for (const file of await this.files()) {
      if (!file.endsWith(PART)) continue;
      const path = join(this.folder, file);
      const writtenAt = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => Number.POSITIVE_INFINITY,
      );
      if (Date.now() - writtenAt > ABANDONED_MS) await rm(path, { force: true });
    }
  }

  private async files(): Promise<string[]> {
    return readdir(this.folder).catch(() => []);
  }
}

/** In lower-case hexadecimal digits. */
export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** To the disk itself, so that no loss of power leaves a file of zeros under a good name. */
async function writeThrough(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
