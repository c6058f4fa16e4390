/**
 * Sides that are compared in paired rounds.
 */
@NullMarked
package io.asyncreply.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
