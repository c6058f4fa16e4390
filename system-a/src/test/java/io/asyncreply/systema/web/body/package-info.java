/**
 * Tests of bodies that arrive slowly or incompletely.
 */
@NullUnmarked
package io.asyncreply.systema.web.body;

import org.jspecify.annotations.NullUnmarked;
