/** A service that counts its calls. Whether a call fails, and how long it takes, is decided when the call arrives. */
export class CountingService {
  /** When each call arrived. */
  readonly calls: number[] = [];
  /** Failures that the service has delivered. */
  failures = 0;
  inFlight = 0;
  maxInFlight = 0;

  constructor(
    public fails: (call: number) => boolean,
    public latencyMs = 0,
    private readonly failWith: (call: number) => unknown = (call) => new Error(`503 from call ${call}`),
  ) {}

  readonly call = async (): Promise<string> => {
    const call = this.calls.push(Date.now());
    const { latencyMs } = this;
    const fails = this.fails(call);
    this.inFlight += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    if (latencyMs > 0) {
      await new Promise((resolve) => setTimeout(resolve, latencyMs));
    }
    this.inFlight -= 1;
    if (fails) {
      this.failures += 1;
      throw this.failWith(call);
    }
    return `answer ${call}`;
  };
}

export const always = (): boolean => true;
export const never = (): boolean => false;
