/**
 * Callers that harm a server, and an honest caller beside them.
 */
@NullMarked
package io.asyncreply.benchmarks.hostile;

import org.jspecify.annotations.NullMarked;
