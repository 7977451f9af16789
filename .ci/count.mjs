/**
 * Prints "N passed, N failed" for the number of checks that failed and vitest's JSON reports.
 * A report that is missing, or a test file that did not load, is a failure too.
 */
import { existsSync, readFileSync } from 'node:fs';

const [checks, ...reports] = process.argv.slice(2);
let passed = 0;
let failed = Number(checks);
for (const file of reports) {
  if (!existsSync(file)) {
    failed += 1;
    continue;
  }
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, 'utf8'));
  passed += numPassedTests;
  failed +=
    numFailedTests +
    testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
}
console.log(`${passed} passed, ${failed} failed`);
