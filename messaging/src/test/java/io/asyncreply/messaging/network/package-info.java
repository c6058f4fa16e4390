/**
 * Tests of this package.
 */
@NullUnmarked
package io.asyncreply.messaging.network;

import org.jspecify.annotations.NullUnmarked;
