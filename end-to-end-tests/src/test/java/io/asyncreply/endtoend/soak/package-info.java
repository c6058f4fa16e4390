/**
 * Long tests with random faults.
 */
@NullMarked
package io.asyncreply.endtoend.soak;

import org.jspecify.annotations.NullMarked;
