/**
 * Tests of complete requests from submission to result.
 */
@NullMarked
package io.asyncreply.endtoend.journey;

import org.jspecify.annotations.NullMarked;
