// CommonJS because Temporal's worker and workflow bundler load converters by path with require().
const { DefaultFailureConverter } = require('@temporalio/common');

/** Failure messages and stack traces travel as payloads, so that a codec can encrypt them with everything else. */
exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
