// Takes a packaged extension apart, so that it can be run beside others from a folder, as it was packed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const DEFLATED = 8;

/** Writes what is in the folder `extension` of a `.vsix`, which is a zip archive, to `folder`. */
export function unpack(vsix: string, folder: string): void {
  const zip = readFileSync(vsix);
  let end = zip.length - 22;
  while (end > 0 && zip.readUInt32LE(end) !== END) end--;
  let entry = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) => zip.readUInt16LE(entry + at));
    const name = zip.toString('utf8', entry + 46, entry + 46 + (nameLength ?? 0));
    const local = zip.readUInt32LE(entry + 42);
    const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(begin, begin + zip.readUInt32LE(entry + 20));
    const method = zip.readUInt16LE(entry + 10);
    entry += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
    if (!name.startsWith('extension/') || name.endsWith('/') || name.includes('..')) continue;
    const file = join(folder, name.slice('extension/'.length));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, method === DEFLATED ? inflateRawSync(packed) : packed);
  }
}
