/**
 * Measures what a request costs, side by side with what others would build.
 */
@NullMarked
package io.asyncreply.benchmarks;

import org.jspecify.annotations.NullMarked;
