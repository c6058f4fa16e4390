/**
 * Both systems on a real broker, and what surrounds them, held to what they promise.
 */
@NullMarked
package io.asyncreply.endtoend;

import org.jspecify.annotations.NullMarked;
