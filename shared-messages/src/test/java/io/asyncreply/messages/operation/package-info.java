/**
 * Tests of this package.
 */
@NullUnmarked
package io.asyncreply.messages.operation;

import org.jspecify.annotations.NullUnmarked;
