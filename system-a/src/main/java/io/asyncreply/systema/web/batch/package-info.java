/**
 * Batches: NDJSON uploads, status and result downloads.
 */
@NullMarked
package io.asyncreply.systema.web.batch;

import org.jspecify.annotations.NullMarked;
