/**
 * Tests of this package.
 */
@NullUnmarked
package io.asyncreply.messaging.control;

import org.jspecify.annotations.NullUnmarked;
