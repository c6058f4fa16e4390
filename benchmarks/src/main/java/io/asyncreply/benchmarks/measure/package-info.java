/**
 * Latencies, CPU time and memory.
 */
@NullMarked
package io.asyncreply.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
