/**
 * System A on a real broker, with a System B of the test's own making.
 */
@NullUnmarked
package io.asyncreply.systema.messaging;

import org.jspecify.annotations.NullUnmarked;
