/**
 * Callers that submit requests in a closed or an open loop, and check each answer.
 */
@NullMarked
package io.asyncreply.benchmarks.load;

import org.jspecify.annotations.NullMarked;
