/**
 * Tests of this package.
 */
@NullUnmarked
package io.asyncreply.messaging.diagnostics;

import org.jspecify.annotations.NullUnmarked;
