// CommonJS because Temporal's worker and workflow bundler load converters by path with require().
const { DefaultFailureConverter } = require('@temporalio/common');

/**
 * Failure messages travel in the clear: the UI (2.50) shows a refused update only as "Encoded failure" otherwise, and the operator
 * would not learn why. They name fields, values and remedies, never prompts. Whoever adds a codec that encrypts
 * payloads sets `encodeCommonAttributes: true`, and messages are encrypted with the rest.
 */
exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: false });
