/**
 * Batches: NDJSON uploads, their progress and their results.
 */
@NullMarked
package io.asyncreply.systema.web.batch;

import org.jspecify.annotations.NullMarked;
