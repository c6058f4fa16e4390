/**
 * Tests of this package.
 */
@NullUnmarked
package io.asyncreply.messages;

import org.jspecify.annotations.NullUnmarked;
