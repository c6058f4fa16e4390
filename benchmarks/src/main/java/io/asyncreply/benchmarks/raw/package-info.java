/**
 * Request-reply on the bare client library: the floor under everything that is built on
 * the broker.
 */
@NullMarked
package io.asyncreply.benchmarks.raw;

import org.jspecify.annotations.NullMarked;
