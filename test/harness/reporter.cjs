const Mocha = require('mocha');
// Mocha's own spec output for people, and the counts in a file for the closing line.
const { writeFileSync } = require('node:fs');

/** Time for what is closing anyway. */
const patience = 10_000;

module.exports = class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.ALETA_TEST_RESULTS;
    const write = (passed, failed, skipped) => {
      if (file) writeFileSync(file, JSON.stringify({ passed, failed, skipped }));
    };
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      write(passes, failures, pending);
      // In VS Code the process is not ours to end.
      if (!process.env.ALETA_OWN_PROCESS) return;
      setTimeout(() => {
        console.error('The suite is over but something is still open: a server, a socket or a timer.');
        write(passes, failures + 1, pending);
        process.exit();
      }, patience).unref();
    });
  }
};
