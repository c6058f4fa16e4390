/**
 * Queue workers: consume a request queue and process its requests.
 */
@NullMarked
package io.asyncreply.systemb.worker;

import org.jspecify.annotations.NullMarked;
