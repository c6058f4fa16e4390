/**
 * The benchmark programs, one for each script except {@code slow}, which shares that of
 * {@code run}.
 */
@NullMarked
package io.asyncreply.benchmarks;

import org.jspecify.annotations.NullMarked;
