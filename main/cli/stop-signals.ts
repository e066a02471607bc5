/**
 * Ctrl-C, a service manager's stop, a closed window. None of them may end the process while money is on its way:
 * they ask for an end, and the work comes to one. Every wait in it has a time limit, so it does.
 */
const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export async function withStopSignals<T>(onStop: () => void, work: () => Promise<T>): Promise<T> {
  for (const signal of STOP_SIGNALS) process.on(signal, onStop);
  try {
    return await work();
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, onStop);
  }
}
