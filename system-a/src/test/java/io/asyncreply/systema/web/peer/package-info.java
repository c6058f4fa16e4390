/**
 * Tests of peers and their shares.
 */
@NullUnmarked
package io.asyncreply.systema.web.peer;

import org.jspecify.annotations.NullUnmarked;
