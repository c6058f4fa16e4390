/**
 * Tests of the limits that follow from the process.
 */
@NullUnmarked
package io.asyncreply.systema.capacity;

import org.jspecify.annotations.NullUnmarked;
