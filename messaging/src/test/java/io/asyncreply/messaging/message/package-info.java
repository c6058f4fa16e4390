/**
 * Tests of this package.
 */
@NullUnmarked
package io.asyncreply.messaging.message;

import org.jspecify.annotations.NullUnmarked;
