/**
 * Tests of this package.
 */
@NullUnmarked
package io.asyncreply.messaging.json;

import org.jspecify.annotations.NullUnmarked;
