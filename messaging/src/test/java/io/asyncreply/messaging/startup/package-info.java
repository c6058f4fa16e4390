/**
 * Tests of this package.
 */
@NullUnmarked
package io.asyncreply.messaging.startup;

import org.jspecify.annotations.NullUnmarked;
