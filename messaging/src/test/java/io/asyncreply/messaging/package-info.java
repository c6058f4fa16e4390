/**
 * Tests of this package.
 */
@NullUnmarked
package io.asyncreply.messaging;

import org.jspecify.annotations.NullUnmarked;
