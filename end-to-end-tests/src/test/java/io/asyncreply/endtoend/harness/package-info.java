/**
 * Starts the pair of systems with their servers, and checks the invariants.
 */
@NullMarked
package io.asyncreply.endtoend.harness;

import org.jspecify.annotations.NullMarked;
