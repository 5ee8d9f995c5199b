import type { NodeAPI } from 'node-red';

/** What the process of Node-RED has and had: resident memory now, and CPU time since it was started. */
export interface Usage {
  residentBytes: number;
  cpuMs: number;
}

/** Has Node-RED's admin port tell what its process uses. */
export function registerUsage(RED: NodeAPI): void {
  RED.httpAdmin.get('/torture/usage', (_request, response) => {
    const { user, system } = process.cpuUsage();
    const usage: Usage = { residentBytes: process.memoryUsage().rss, cpuMs: (user + system) / 1000 };
    response.json(usage);
  });
}
