/**
 * The pair of systems with its servers, and the checks of its promises.
 */
@NullMarked
package io.asyncreply.endtoend.harness;

import org.jspecify.annotations.NullMarked;
