/**
 * The model lab: how good the estimates are that callers are told.
 */
@NullMarked
package io.asyncreply.benchmarks.lab;

import org.jspecify.annotations.NullMarked;
