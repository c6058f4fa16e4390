/**
 * Tests of this package.
 */
@NullUnmarked
package io.asyncreply.messaging.topology;

import org.jspecify.annotations.NullUnmarked;
