/** An IPv4 client of a socket that also takes IPv6 shows as `::ffff:192.168.4.1`. */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
}
