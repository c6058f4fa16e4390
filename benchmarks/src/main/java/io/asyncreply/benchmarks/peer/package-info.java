/**
 * Peers that the pair is compared with, and the workers of the plain transports.
 */
@NullMarked
package io.asyncreply.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
