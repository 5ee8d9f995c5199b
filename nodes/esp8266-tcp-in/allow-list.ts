import { BlockList, isIP } from 'node:net';

/** The addresses that may connect. An empty list allows all. */
export class AllowList {
  private readonly ranges = new BlockList();
  private readonly isEmpty: boolean;

  /**
   * `text`: addresses and ranges such as `192.168.4.0/24, fd00::/8, 10.0.0.7`, separated by commas, blanks or line ends.
   * Throws an Error that names the entry that is none.
   */
  constructor(text: string) {
    const entries = text.split(/[\s,;]+/).filter((entry) => entry !== '');
    this.isEmpty = entries.length === 0;
    for (const entry of entries) this.add(entry);
  }

  allows(ip: string): boolean {
    return this.isEmpty || (isIP(ip) !== 0 && this.ranges.check(ip, familyOf(ip)));
  }

  private add(entry: string): void {
    const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
    const bits = isIP(address) === 6 ? 128 : 32;
    if (isIP(address) === 0 || Number(prefix ?? bits) > bits) {
      throw new Error(`"${entry}" is no address: expected one such as 192.168.4.2, or a range such as 192.168.4.0/24`);
    }
    this.ranges.addSubnet(address, Number(prefix ?? bits), familyOf(address));
  }
}

function familyOf(ip: string): 'ipv4' | 'ipv6' {
  return isIP(ip) === 6 ? 'ipv6' : 'ipv4';
}
