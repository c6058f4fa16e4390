/**
 * Tests of this package.
 */
@NullUnmarked
package io.asyncreply.messaging.tracing;

import org.jspecify.annotations.NullUnmarked;
