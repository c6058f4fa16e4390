/**
 * Tests that kill, pause and disconnect parts of the system and check that no promise is
 * broken.
 */
@NullMarked
package io.asyncreply.endtoend.fault;

import org.jspecify.annotations.NullMarked;
