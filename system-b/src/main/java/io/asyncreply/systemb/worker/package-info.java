/**
 * Queue workers, which consume request queues and process requests.
 */
@NullMarked
package io.asyncreply.systemb.worker;

import org.jspecify.annotations.NullMarked;
