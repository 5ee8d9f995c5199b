import { grouped } from './report';

/** What a process needs beside its connections: Node-RED's own files, its editor's sockets. */
const SPARE_FILES = 500;

/** How many connections can be made of `wanted`, and what a person should know where that is less. */
export function affordableConnections(
  wanted: number,
  limit = openFileLimit(),
): { connections: number; advice?: string } {
  const needed = wanted + SPARE_FILES;
  if (limit >= needed) return { connections: wanted };
  const connections = Math.max(0, limit - SPARE_FILES);
  const advice =
    `Each connection is an open file, here and in Node-RED, and this system lets a process open ${grouped(limit)}. ` +
    `For ${grouped(wanted)} connections run "ulimit -n ${needed}" first; where that is refused, root may raise the ` +
    `hard limit (LimitNOFILE, or limits.conf). Going on with ${grouped(connections)}.`;
  return { connections, advice };
}

/** Node has raised its own to the hard limit as it started, and what it starts inherits that. */
function openFileLimit(): number {
  const report = process.report as typeof process.report & { excludeNetwork: boolean };
  report.excludeNetwork = true; // it would look up the names of all connections
  const { userLimits } = report.getReport() as { userLimits?: { open_files: { soft: number | 'unlimited' } } };
  const soft = userLimits?.open_files.soft ?? 'unlimited'; // Windows has no such limit
  return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft);
}
