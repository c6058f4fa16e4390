/**
 * What people would write instead: a controller that sends and waits, and a listener that
 * returns the answer. It keeps nothing and confirms nothing.
 */
@NullMarked
package io.asyncreply.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
