/**
 * How fast requests come in and results go out in bulk, and what that costs the others.
 */
@NullMarked
package io.asyncreply.benchmarks.bulk;

import org.jspecify.annotations.NullMarked;
