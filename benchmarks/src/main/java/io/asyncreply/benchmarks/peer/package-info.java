/**
 * What the pair is compared with: what people would write instead, and what stands on the
 * other end of the plainer wires.
 */
@NullMarked
package io.asyncreply.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
