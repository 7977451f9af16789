/** Ends a run with a message for the person at the keyboard and exit code 2; any other exception is a defect. */
export class Stop extends Error {
  override readonly name = 'Stop';
}
