/**
 * Tests of what is known of the flow.
 */
@NullMarked
package io.asyncreply.systema.flow;

import org.jspecify.annotations.NullMarked;
