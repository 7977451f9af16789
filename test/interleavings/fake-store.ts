type Command = { readonly key: string; readonly value: string };

/** A store behind a network: each command is one step on the server, and costs one trip through the event loop in each direction. */
export class FakeStore {
  private readonly values = new Map<string, string>();
  private readonly versions = new Map<string, number>();

  /** One process's connection; what it watches is its own. */
  connect(): Connection {
    return new Connection(this);
  }

  read(key: string): string | undefined {
    return this.values.get(key);
  }

  write(key: string, value: string): void {
    this.values.set(key, value);
    this.versions.set(key, this.version(key) + 1);
  }

  version(key: string): number {
    return this.versions.get(key) ?? 0;
  }
}

class Connection {
  private readonly watched = new Map<string, number>();

  constructor(private readonly store: FakeStore) {}

  get(key: string): Promise<string | null> {
    return trip(() => this.store.read(key) ?? null);
  }

  set(key: string, value: string): Promise<string> {
    return trip(() => {
      this.store.write(key, value);
      return 'OK';
    });
  }

  incr(key: string): Promise<number> {
    return trip(() => {
      const next = Number(this.store.read(key) ?? 0) + 1;
      this.store.write(key, String(next));
      return next;
    });
  }

  /** The one script that the cases send: count a failure, and open at the threshold. */
  eval(_script: string, _keys: number, key: string, threshold: number): Promise<number> {
    return trip(() => {
      const stats = JSON.parse(this.store.read(key) ?? '{"state":"CLOSED","failures":0}') as {
        state: string;
        failures: number;
      };
      stats.failures += 1;
      stats.state = stats.failures >= threshold ? 'OPEN' : stats.state;
      this.store.write(key, JSON.stringify(stats));
      return stats.failures;
    });
  }

  watch(key: string): Promise<string> {
    return trip(() => {
      this.watched.set(key, this.store.version(key));
      return 'OK';
    });
  }

  multi(): { set(key: string, value: string): void; exec(): Promise<unknown[] | null> } {
    const queue: Command[] = [];
    return {
      set: (key, value) => {
        queue.push({ key, value });
      },
      exec: () =>
        trip(() => {
          const unchanged = [...this.watched].every(([key, version]) => this.store.version(key) === version);
          this.watched.clear();
          for (const { key, value } of unchanged ? queue : []) {
            this.store.write(key, value);
          }
          return unchanged ? queue.map(() => 'OK') : null;
        }),
    };
  }
}

const trip = <Value>(command: () => Value): Promise<Value> =>
  new Promise((resolve) =>
    setImmediate(() => {
      const value = command();
      setImmediate(() => {
        resolve(value);
      });
    }),
  );
