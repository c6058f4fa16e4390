/**
 * Whether System A stays as it is while a million requests, ten thousand callers and two
 * thousand streams wait.
 */
@NullMarked
package io.asyncreply.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
