/**
 * Tests of this package.
 */
@NullUnmarked
package io.asyncreply.messaging.consume;

import org.jspecify.annotations.NullUnmarked;
