/**
 * Tests of this package.
 */
@NullUnmarked
package io.asyncreply.messaging.connection;

import org.jspecify.annotations.NullUnmarked;
