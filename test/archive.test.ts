import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { FlashError } from '../nodes/esp8266-flash/flash-error';
import { filesInArchive } from '../nodes/esp8266-flash/image/archive';
import { espruinoFilesIn } from '../nodes/esp8266-flash/image/espruino-files';
import { pretendedEspruino } from '../simulator/espruino-image';
import { tar } from '../simulator/image/tar';

const FILES = [
  { path: 'a/one.bin', bytes: Buffer.from('one') },
  { path: 'a/empty.bin', bytes: Buffer.alloc(0) },
  { path: 'b/many.bin', bytes: Buffer.alloc(5000, 7) },
];

/** A zip as the usual tools write it: local headers, data, directory, its end. Source: APPNOTE.TXT 4.3 */
function zip(files: { path: string; bytes: Buffer }[]): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const { path, bytes } of files) {
    const packed = deflateRawSync(bytes);
    const [method, data] = packed.length < bytes.length ? [8, packed] : [0, bytes];
    const common = fields([20, 2], [0, 2], [method, 2], [0, 4], [crc32(bytes), 4], [data.length, 4], [bytes.length, 4]);
    const lengths = fields([path.length, 2], [0, 2]);
    const local = Buffer.concat([fields([0x04034b50, 4]), common, lengths, Buffer.from(path), data]);
    const rest = fields([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]);
    entries.push(Buffer.concat([fields([0x02014b50, 4], [20, 2]), common, lengths, rest, Buffer.from(path)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(entries);
  const counts = fields([0, 2], [0, 2], [files.length, 2], [files.length, 2]);
  const end = Buffer.concat([fields([0x06054b50, 4]), counts, fields([directory.length, 4], [offset, 4], [0, 2])]);
  return Buffer.concat([...locals, directory, end]);
}

function fields(...values: [value: number, bytes: 2 | 4][]): Buffer {
  return Buffer.concat(
    values.map(([value, bytes]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}

for (const [kind, archive] of [
  ['tgz', gzipSync(tar(FILES))],
  ['zip', zip(FILES)],
] as const) {
  test(`the files in a .${kind} are read`, () => {
    const files = filesInArchive(archive)?.map(({ path, read }) => ({ path, bytes: read() }));
    assert.deepEqual(files, FILES);
  });

  test(`a .${kind} that is cut off anywhere is image-bad, and no other fault`, () => {
    for (let length = 2; length < archive.length; length++) {
      assert.throws(
        () => filesInArchive(archive.subarray(0, length))?.map(({ read }) => read()),
        (error) => error instanceof FlashError && error.code === 'image-bad',
        `${length} bytes`,
      );
    }
  });

  test(`a .${kind} with a wrong byte is image-bad at most`, () => {
    for (let at = 2; at < archive.length; at++) {
      const damaged = Buffer.from(archive);
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      try {
        filesInArchive(damaged)?.map(({ read }) => read());
      } catch (error) {
        assert.ok(error instanceof FlashError && error.code === 'image-bad', `byte ${at}: ${error}`);
      }
    }
  });
}

test('what is no archive is none', () => assert.equal(filesInArchive(Buffer.from([0xe9, 0x03])), undefined));

test('of a zip with the builds for all boards the one that fits the chip is taken', () => {
  const large = Object.entries(pretendedEspruino({ version: '2v17' }).parts);
  const small = Object.entries(pretendedEspruino({ version: '2v17', build: '512kb' }).parts);
  const names: Record<string, string> = {
    boot: 'boot_v1.6.bin',
    user1: 'espruino_esp8266_user1.bin',
    rfData: 'esp_init_data_default.bin',
  };
  const inFolder = (folder: string, parts: [string, Buffer][]) =>
    parts.filter(([part]) => names[part]).map(([part, bytes]) => ({ path: `${folder}/${names[part]}`, bytes }));
  const all = zip([
    ...inFolder('espruino_2v17_esp8266', small),
    ...inFolder('espruino_2v17_esp8266_4mb', large),
    { path: 'espruino_2v17_pico.bin', bytes: Buffer.alloc(1000) },
  ]);
  const chosen = [512, 1024, 4096].map((kb) => espruinoFilesIn(all, 'espruino_2v17.zip', kb * 1024));
  assert.deepEqual(
    chosen.map(({ build, version }) => [build, version]),
    [
      ['512kb', '2v17'],
      ['512kb', '2v17'],
      ['4mb', '2v17'],
    ],
  );
});

test('the files of a zip may unpack to 128 MB together, and not each', () => {
  const bomb = zip(Array.from({ length: 3 }, (_, index) => ({ path: `${index}.bin`, bytes: Buffer.alloc(50e6) })));
  const [one, two, three] = filesInArchive(bomb) ?? [];
  assert.deepEqual([one?.read().length, two?.read().length], [50e6, 50e6]);
  assert.throws(() => three?.read(), { code: 'image-bad' });
});
