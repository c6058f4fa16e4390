/**
 * Tests of this package.
 */
@NullUnmarked
package io.asyncreply.messaging.publish;

import org.jspecify.annotations.NullUnmarked;
