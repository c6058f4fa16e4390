/**
 * Tests of dispatch.
 */
@NullUnmarked
package io.asyncreply.systema.dispatch;

import org.jspecify.annotations.NullUnmarked;
