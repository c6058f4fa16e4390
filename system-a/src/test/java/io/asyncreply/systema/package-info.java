/**
 * Tests of System A as a whole, and the harnesses that start it.
 */
@NullUnmarked
package io.asyncreply.systema;

import org.jspecify.annotations.NullUnmarked;
